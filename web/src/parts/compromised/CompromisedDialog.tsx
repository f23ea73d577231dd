/** Asks before everything of an account ends, and says exactly what that is and what comes then. One's own account, or somebody else's. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { isApiError } from "../../lib/api/error";
import type { Compromise, CompromiseBody, User } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { compromisedWords } from "../../lib/i18n/dict/compromised";
import { Callout } from "../../ui/Callout";
import { Checkbox } from "../../ui/Checkbox";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { Refused } from "../help/Refused";
import { daysFrom } from "./counts";
import "../devices/devices.css";

const DAYS = "30";

export interface CompromisedDialogProps {
  /** Whose account it is; none: the reader's own. */
  user?: Pick<User, "id" | "name">;
  /** Neither a second step nor mail: the old password alone opens the account. */
  isUnprotected?: boolean;
  run(body: CompromiseBody): Promise<Compromise>;
  onDone(report: Compromise): void;
  onClose(): void;
}

export function CompromisedDialog({ user, isUnprotected = false, run, onDone, onClose }: CompromisedDialogProps) {
  const t = useT(compromisedWords);
  const [withFactors, setWithFactors] = useState(false);
  const [days, setDays] = useState(DAYS);
  const isMine = user === undefined;
  const end = useMutation({
    mutationFn: () => run({ remove_factors: withFactors, days: daysFrom(withFactors ? days : DAYS) ?? undefined }),
    onSuccess: onDone,
  });
  const wrongDays = withFactors && daysFrom(days) === null ? t("factors.daysWrong") : isApiError(end.error) ? end.error.field("days") : null;
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={isMine ? t("mine.title") : t("user.title", { name: user.name })}
      confirmLabel={t("mine.yes")}
      cancelLabel={t("cancel")}
      onConfirm={() => {
        if (!withFactors || daysFrom(days) !== null) end.mutate();
      }}
      isPending={end.isPending}
      isDanger
    >
      <div className="stack">
        <div className="stack is-tight">
          <p>{t("does")}</p>
          <ul className="ends">
            <li>{t(isMine ? "does.mine" : "does.sessions")}</li>
            <li>{t("does.devices")}</li>
            <li>{t("does.tokens")}</li>
            <li>{t("does.links")}</li>
            <li>{t("does.jobs")}</li>
          </ul>
        </div>
        <div className="stack is-tight">
          <h3 className="sub-title">{t("then")}</h3>
          {isMine ? (
            <>
              <p>{t("then.mine")}</p>
              {isUnprotected ? <Callout tone="warning">{t("then.open")}</Callout> : <p>{t("then.mail")}</p>}
            </>
          ) : (
            <p>{t("then.user")}</p>
          )}
        </div>
        <Checkbox isSelected={withFactors} onChange={setWithFactors}>
          {t("factors")}
          <span className="check-note">{t(isMine ? "factors.help" : "factors.helpUser")}</span>
        </Checkbox>
        {withFactors && <TextField label={t("factors.days")} inputMode="numeric" value={days} onChange={setDays} error={wrongDays} maxLength={3} />}
        <p className="meta">{t("keeps")}</p>
        {isMine ? <FormError>{end.error && !wrongDays ? errorWords(end.error, t) : null}</FormError> : !wrongDays && <Refused error={end.error} user={user} />}
      </div>
    </ConfirmDialog>
  );
}
