/** Asking for a link that lets one choose a new password. The answer is the same for an email without an account. */
import { type FormEvent, useState } from "react";
import * as flow from "../../lib/api/flow";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { entryWords } from "../../lib/i18n/dict/entry";
import { useSubmit } from "../../lib/submit";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormStack } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { checkEmail } from "./machine";

export interface ForgottenProps {
  email: string;
  onEmail(email: string): void;
  hasMail: boolean;
  onBack(): void;
}

export function Forgotten({ email, onEmail, hasMail, onBack }: ForgottenProps) {
  const t = useT(entryWords);
  const [tried, setTried] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const ask = useSubmit(
    () => flow.resetAsk(email.trim()),
    () => setSentTo(email.trim()),
  );
  const problem = tried ? checkEmail(email) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (checkEmail(email) === null) ask.submit();
  };
  const change = (value: string) => {
    onEmail(value);
    ask.reset();
  };
  return (
    <>
      <div className="auth-head">
        <h1>{t("forgot.title")}</h1>
        {hasMail && !sentTo && <p>{t("forgot.words")}</p>}
      </div>
      <FormStack>
        {!hasMail ? (
          <Callout>{t("forgot.noMail")}</Callout>
        ) : sentTo ? (
          <Callout tone="success">{t("forgot.sent", { email: sentTo })}</Callout>
        ) : (
          <form onSubmit={submit} noValidate>
            <FormStack>
              <TextField
                label={t("email.work")}
                type="email"
                name="email"
                inputMode="email"
                autoComplete="username"
                autoFocus
                value={email}
                onChange={change}
                error={problem ? t(`email.${problem}`) : null}
              />
              <FormError>{ask.error ? errorWords(ask.error, t) : null}</FormError>
              <Button type="submit" variant="primary" size="large" isWide isPending={ask.isPending}>
                {t("forgot.submit")}
              </Button>
            </FormStack>
          </form>
        )}
        <p className="meta">{t("forgot.stolen")}</p>
        <Button variant="quiet" isWide onPress={onBack} autoFocus={!hasMail || sentTo !== null}>
          {t("back")}
        </Button>
      </FormStack>
    </>
  );
}
