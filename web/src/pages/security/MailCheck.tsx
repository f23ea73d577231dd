/** "Is this mail ours?": every mail carries a code, and the server knows those it sent to the reader. Against mails that only pretend. */
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { mailCheck } from "../../lib/api/security";
import type { MailCheck as Answer } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { securityWords } from "../../lib/i18n/dict/security";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormSection } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";

export function MailCheck({ onCompromised }: { onCompromised(): void }) {
  const t = useT(securityWords);
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const check = useMutation({ mutationFn: () => mailCheck(code.trim()) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (code.trim() !== "" && !check.isPending) check.mutate();
  };
  return (
    <FormSection title={t("mail")} description={t("mail.words")}>
      <form className="security-check" onSubmit={submit} noValidate>
        <TextField
          label={t("mail.code")}
          description={t("mail.help")}
          value={code}
          onChange={(value) => {
            setCode(value);
            check.reset();
          }}
          error={tried && code.trim() === "" ? t("mail.missing") : null}
          maxLength={40}
        />
        <Button type="submit" isPending={check.isPending}>
          {t("mail.check")}
        </Button>
      </form>
      <FormError>{check.error ? errorWords(check.error, t) : null}</FormError>
      {check.data && <Verdict found={check.data} onCompromised={onCompromised} />}
    </FormSection>
  );
}

const KINDS = ["code", "reset", "unlock", "password_changed", "factor_changed", "address_changed", "new_device", "unusual_sign_in", "compromised", "locked"] as const;

function Verdict({ found, onCompromised }: { found: Answer; onCompromised(): void }) {
  const t = useT(securityWords);
  const format = useFormat();
  if (!found.ours) {
    return (
      <Callout tone="danger" title={t("mail.notOurs")}>
        <div className="stack is-tight">
          <p>{t("mail.notOursWords")}</p>
          <span>
            <Button size="small" onPress={onCompromised}>
              {t("mail.compromised")}
            </Button>
          </span>
        </div>
      </Callout>
    );
  }
  const kind = KINDS.find((known) => known === found.kind) ?? "other";
  return (
    <div role="status">
      <Callout tone="success" title={t("mail.ours")}>
        {t("mail.oursWords", { what: t(`mail.kind.${kind}`), when: format.dateTime(found.sent_at) })}
      </Callout>
    </div>
  );
}
