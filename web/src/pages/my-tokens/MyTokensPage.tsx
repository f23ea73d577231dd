/** My access tokens: what each may do, when it was last used, and the way to end it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide";
import { useState } from "react";
import { myTokens, myTokensEnded, programKeys, tokenRevoke, tokensRevoke } from "../../lib/api/programs";
import type { Token } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { tokenWords } from "../../lib/i18n/dict/tokens";
import { PageHead } from "../../lib/page";
import { EndedTokens } from "../../parts/tokens/EndedTokens";
import { RevokeAll, RevokeOne } from "../../parts/tokens/RevokeDialogs";
import { TokenRow } from "../../parts/tokens/TokenRow";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Icon } from "../../ui/Icon";
import { Link } from "../../ui/Link";
import { toast } from "../../ui/Toast";
import "../../parts/parts.css";
import "../../parts/programs.css";

export function MyTokensPage() {
  const t = useT(tokenWords);
  const tokens = useQuery({ queryKey: programKeys.myTokens(), queryFn: ({ signal }) => myTokens(signal) });
  const items = tokens.data?.items;
  return (
    <div className="page-body programs">
      <PageHead title={t("title")}>
        <NewToken />
      </PageHead>
      <p className="programs-words">{t("words")}</p>
      <Waiting query={tokens} lines={4} />
      {items && <List items={items} />}
      {items && <EndedTokens queryKey={programKeys.myEnded()} load={myTokensEnded} />}
    </div>
  );
}

function NewToken() {
  const t = useT(tokenWords);
  return (
    <Link href="/security/my-tokens/new" isPlain className="k-button is-primary is-normal">
      <Icon icon={Plus} size={16} />
      <span className="k-button-words">{t("new")}</span>
    </Link>
  );
}

function List({ items }: { items: Token[] }) {
  const t = useT(tokenWords);
  const client = useQueryClient();
  const [asking, setAsking] = useState<Token | "all" | null>(null);
  const close = () => setAsking(null);
  const ask = (what: Token | "all") => {
    revoke.reset();
    revokeAll.reset();
    setAsking(what);
  };
  const refresh = () => client.invalidateQueries({ queryKey: programKeys.myTokens() });
  const revoke = useMutation({
    mutationFn: (token: Token) => tokenRevoke(token.id),
    onSuccess: (_, token) => {
      toast({ message: t("revoke.done", { name: token.name }), tone: "success" });
      close();
    },
    onSettled: refresh,
  });
  const revokeAll = useMutation({
    mutationFn: tokensRevoke,
    onSuccess: ({ revoked }) => {
      toast({ message: t("revokeAll.done", { n: revoked }), tone: "success" });
      close();
    },
    onSettled: refresh,
  });
  if (items.length === 0) {
    return (
      <div className="card-list">
        <EmptyState figure="lock" title={t("empty")} description={t("empty.words")} actions={<NewToken />} />
      </div>
    );
  }
  return (
    <>
      <ul className="card-list" aria-label={t("title")}>
        {items.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => ask(token)} />
        ))}
      </ul>
      {items.length > 1 && (
        <div className="row-of">
          <Button onPress={() => ask("all")}>{t("revokeAll")}</Button>
        </div>
      )}
      {asking === "all" && <RevokeAll count={items.length} revoke={revokeAll} onClose={close} />}
      {asking !== null && asking !== "all" && <RevokeOne token={asking} revoke={revoke} onClose={close} />}
    </>
  );
}
