/** Tokens that were over within 30 days, folded: asked for once opened. For their owner and for administrators. */
import { type QueryKey, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Token } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { tokenWords } from "../../lib/i18n/dict/tokens";
import { Button } from "../../ui/Button";
import { Pill, type PillColor } from "../../ui/Pill";
import { Waiting } from "../Waiting";
import { type TokenWhy, tokenWhy } from "./state";
import "./tokens.css";

const SHOWN = 10;
const COLORS: Partial<Record<TokenWhy, PillColor>> = { compromised: "red", disabled: "amber", revoked_by_administrator: "amber", left: "amber" };

export interface EndedTokensProps {
  queryKey: QueryKey;
  load(signal: AbortSignal): Promise<{ items: Token[] }>;
}

export function EndedTokens(props: EndedTokensProps) {
  const t = useT(tokenWords);
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="tokens-ended" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("ended.title")}</summary>
      {isOpen && <Inside {...props} />}
    </details>
  );
}

function Inside({ queryKey, load }: EndedTokensProps) {
  const t = useT(tokenWords);
  const format = useFormat();
  const [showsAll, setShowsAll] = useState(false);
  const found = useQuery({ queryKey, queryFn: ({ signal }) => load(signal) });
  const items = (found.data?.items ?? []).toSorted((a, b) => (b.ended_at ?? "").localeCompare(a.ended_at ?? ""));
  return (
    <>
      <Waiting query={found} lines={2} />
      {found.data && items.length === 0 && <p className="meta">{t("ended.none")}</p>}
      {items.length > 0 && (
        <ul className="card-list" aria-label={t("ended.title")}>
          {items.slice(0, showsAll ? undefined : SHOWN).map((token) => {
            const why = tokenWhy(token.ended_why);
            return (
              <li key={token.id} className="card-row">
                <span className="card-words">
                  <span className="card-title">
                    {token.name}
                    <Pill color={COLORS[why]} dot={COLORS[why] !== undefined}>
                      {t(`why.${why}`)}
                    </Pill>
                  </span>
                  {token.ended_at && <span className="meta num">{t("ended.when", { when: format.dateTime(token.ended_at) })}</span>}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {!showsAll && items.length > SHOWN && (
        <span>
          <Button variant="quiet" size="small" onPress={() => setShowsAll(true)}>
            {t("ended.more", { n: items.length })}
          </Button>
        </span>
      )}
    </>
  );
}
