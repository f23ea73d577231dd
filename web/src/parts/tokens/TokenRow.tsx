/** One token: what it may do, until when, and when it was last used. For its owner and for administrators. */
import { KeySquare } from "lucide";
import type { Token } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { tokenWords } from "../../lib/i18n/dict/tokens";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { useScopeWords } from "../scopes/useScopeWords";
import { tokenState } from "./state";
import "../factor/factor.css";
import "./tokens.css";

export function TokenRow({ token, onRevoke }: { token: Token; onRevoke(): void }) {
  const t = useT(tokenWords);
  const format = useFormat();
  const scopesInWords = useScopeWords();
  const state = tokenState(token, new Date());
  const used = token.last_used_at
    ? token.last_address
      ? t("row.used", { when: format.relative(token.last_used_at), address: token.last_address })
      : t("row.usedSomewhere", { when: format.relative(token.last_used_at) })
    : t("row.never");
  return (
    <li className="card-row token-row">
      <span className="factor-icon">
        <Icon icon={KeySquare} size={17} />
      </span>
      <span className="card-words">
        <span className="card-title">
          {token.name}
          <Pill color={state === "active" ? "green" : state === "soon" ? "amber" : "gray"}>{t(`state.${state}`)}</Pill>
        </span>
        {token.reason && <span className="meta">{token.reason}</span>}
        <span className="token-scopes">{scopesInWords(token.scopes).join(t("then"))}</span>
        <span className="meta">
          {[t("row.made", { when: format.relative(token.created_at) }), t("row.expires", { when: format.dateTime(token.expires_at) }), used].join(" · ")}
        </span>
        <span className="meta num">
          {[token.networks.length > 0 ? t("row.networks", { networks: token.networks.join(t("and")) }) : t("row.anywhere"), t("row.budget", { used: token.used_this_hour, budget: token.records_per_hour })].join(" · ")}
        </span>
      </span>
      <span className="card-end">
        <Button size="small" onPress={onRevoke} aria-label={t("revoke.of", { name: token.name })}>
          {t("revoke")}
        </Button>
      </span>
    </li>
  );
}
