/** Asks before passkeys become the only way in: how many have none yet, and whether the reader is one of them. */
import { useQuery } from "@tanstack/react-query";
import { keys } from "../../lib/api/keys";
import { coverage, mySecurity } from "../../lib/api/security";
import { useT } from "../../lib/i18n";
import { signInRulesWords } from "../../lib/i18n/dict/signInRules";
import { Waiting } from "../../parts/Waiting";
import { Callout } from "../../ui/Callout";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Link } from "../../ui/Link";

export interface PasskeyOnlyDialogProps {
  isPending: boolean;
  onConfirm(): void;
  onClose(): void;
}

export function PasskeyOnlyDialog({ isPending, onConfirm, onClose }: PasskeyOnlyDialogProps) {
  const t = useT(signInRulesWords);
  // Not the pages of the coverage's own page: the figures are enough, as they are now.
  const people = useQuery({ queryKey: [...keys.coverage(), "figures"], queryFn: ({ signal }) => coverage(null, signal), staleTime: 0 });
  const mine = useQuery({ queryKey: keys.mySecurity(), queryFn: ({ signal }) => mySecurity(signal) });
  const without = people.data ? people.data.people - people.data.phishing_resistant : 0;
  const isOne = mine.data && !mine.data.factors.some(({ kind }) => kind === "passkey");
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("only.title")}
      confirmLabel={t("only.confirm")}
      cancelLabel={t("cancel")}
      onConfirm={onConfirm}
      isPending={isPending}
      isDanger
    >
      <div className="stack">
        <p>{t("only.words")}</p>
        <Waiting query={people} lines={1} />
        {people.data && <p>{without === 0 ? t("only.everybody") : t("only.without", { n: without, all: people.data.people })}</p>}
        {isOne && (
          <Callout tone="warning" title={t("only.you")} actions={<Link href="/security">{t("only.you.add")}</Link>}>
            {t("only.you.words")}
          </Callout>
        )}
      </div>
    </ConfirmDialog>
  );
}
