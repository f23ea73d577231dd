/** The questions before tokens end: one, or all of somebody's. */
import type { Token } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { tokenWords } from "../../lib/i18n/dict/tokens";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError } from "../../ui/FormRow";

interface Revoking<V> {
  mutate(variables: V): void;
  isPending: boolean;
  error: unknown;
}

export function RevokeOne({ token, revoke, onClose }: { token: Token; revoke: Revoking<Token>; onClose(): void }) {
  const t = useT(tokenWords);
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t("revoke.title", { name: token.name })}
      confirmLabel={t("revoke")}
      cancelLabel={t("cancel")}
      onConfirm={() => revoke.mutate(token)}
      isPending={revoke.isPending}
      isDanger
    >
      <div className="stack is-tight">
        <p>{t("revoke.words")}</p>
        <FormError>{revoke.error ? errorWords(revoke.error, t) : null}</FormError>
      </div>
    </ConfirmDialog>
  );
}

export function RevokeAll({ count, revoke, onClose }: { count: number; revoke: Revoking<void>; onClose(): void }) {
  const t = useT(tokenWords);
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t("revokeAll.title", { n: count })}
      confirmLabel={t("revokeAll")}
      cancelLabel={t("cancel")}
      onConfirm={() => revoke.mutate()}
      isPending={revoke.isPending}
      isDanger
    >
      <div className="stack is-tight">
        <p>{t("revokeAll.words")}</p>
        <FormError>{revoke.error ? errorWords(revoke.error, t) : null}</FormError>
      </div>
    </ConfirmDialog>
  );
}
