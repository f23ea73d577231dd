/** A user's access tokens, to be revoked. Nothing is shown to whoever may not see them. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isApiError } from "../../lib/api/error";
import { programKeys, tokenRevokeOf, tokensEndedOf, tokensOf, tokensRevokeOf } from "../../lib/api/programs";
import type { Token, User } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { tokenWords } from "../../lib/i18n/dict/tokens";
import { EndedTokens } from "../tokens/EndedTokens";
import { RevokeAll, RevokeOne } from "../tokens/RevokeDialogs";
import { TokenRow } from "../tokens/TokenRow";
import { Waiting } from "../Waiting";
import { Button } from "../../ui/Button";
import { FormSection } from "../../ui/FormRow";
import { toast } from "../../ui/Toast";

export function UserTokens({ user }: { user: Pick<User, "id"> }) {
  const t = useT(tokenWords);
  const found = useQuery({ queryKey: programKeys.tokensOf(user.id), queryFn: ({ signal }) => tokensOf(user.id, signal) });
  // Absent and hidden are the same.
  if (isApiError(found.error) && (found.error.status === 404 || found.error.status === 403)) return null;
  return (
    <FormSection title={t("of.title")}>
      <Waiting query={found} lines={2} />
      {found.data?.items.length === 0 && <p className="meta">{t("of.none")}</p>}
      {found.data && found.data.items.length > 0 && <Inside user={user} items={found.data.items} />}
      {found.data && <EndedTokens queryKey={programKeys.endedOf(user.id)} load={(signal) => tokensEndedOf(user.id, signal)} />}
    </FormSection>
  );
}

function Inside({ user, items }: { user: Pick<User, "id">; items: Token[] }) {
  const t = useT(tokenWords);
  const client = useQueryClient();
  const [asking, setAsking] = useState<Token | "all" | null>(null);
  const close = () => setAsking(null);
  const ask = (what: Token | "all") => {
    revoke.reset();
    revokeAll.reset();
    setAsking(what);
  };
  const refresh = () => client.invalidateQueries({ queryKey: programKeys.tokensOf(user.id) });
  const revoke = useMutation({
    mutationFn: (token: Token) => tokenRevokeOf(user.id, token.id),
    onSuccess: (_, token) => {
      toast({ message: t("revoke.done", { name: token.name }), tone: "success" });
      close();
    },
    onSettled: refresh,
  });
  const revokeAll = useMutation({
    mutationFn: () => tokensRevokeOf(user.id),
    onSuccess: ({ revoked }) => {
      toast({ message: t("revokeAll.done", { n: revoked }), tone: "success" });
      close();
    },
    onSettled: refresh,
  });
  return (
    <>
      <ul className="card-list" aria-label={t("of.title")}>
        {items.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => ask(token)} />
        ))}
      </ul>
      <div className="row-of">
        <Button onPress={() => ask("all")}>{t("revokeAll")}</Button>
      </div>
      {asking === "all" && <RevokeAll count={items.length} revoke={revokeAll} onClose={close} />}
      {asking !== null && asking !== "all" && <RevokeOne token={asking} revoke={revoke} onClose={close} />}
    </>
  );
}
