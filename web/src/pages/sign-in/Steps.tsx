/** What comes after the first proof: a second one, adding a factor, a new password. */
import { type FormEvent, useState } from "react";
import { DEFAULT_POLICY, NewPassword, usePasswordFault } from "../../fields/password";
import { Enroll } from "../../parts/enroll";
import { FactorStep as FactorForm } from "../../parts/factor";
import { isGone } from "../../parts/factor/useProof";
import * as flow from "../../lib/api/flow";
import { isApiError } from "../../lib/api/error";
import type { EnrollStep, FactorStep, NewPasswordStep, Policy, SignInAnswer } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { passwordWords } from "../../lib/i18n/dict/password";
import { entryWords } from "../../lib/i18n/dict/entry";
import { useSubmit } from "../../lib/submit";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormStack } from "../../ui/FormRow";

export interface StepsProps {
  step: FactorStep | EnrollStep | NewPasswordStep;
  /** As it was typed; empty when a passkey or a link came first. */
  email: string;
  policy?: Policy;
  company: string;
  /** What this server can do. */
  can: { passkeys: boolean; email: boolean };
  onAnswer(answer: SignInAnswer): void;
  onGone(): void;
  onStartOver(): void;
}

export function Steps(props: StepsProps) {
  const t = useT(entryWords);
  const { step } = props;
  /** Their session is there, and the codes are shown once: nothing leads away from them. */
  const [showsCodes, setShowsCodes] = useState(false);
  return (
    <>
      {step.next === "factor" && <Factor {...props} step={step} />}
      {step.next === "enroll" && <AddFactor {...props} step={step} showsCodes={showsCodes} onCodes={() => setShowsCodes(true)} />}
      {step.next === "new_password" && <FreshPassword {...props} step={step} />}
      {!showsCodes && (
        <p className="sign-in-foot">
          <Button variant="quiet" size="small" onPress={props.onStartOver}>
            {t("startOver")}
          </Button>
        </p>
      )}
    </>
  );
}

function Factor({ step, onAnswer, onGone }: StepsProps & { step: FactorStep }) {
  const t = useT(entryWords);
  return (
    <>
      <div className="auth-head">
        <h1>{t("factor.title")}</h1>
        <p>{step.name ? t("factor.words", { name: step.name }) : t("factor.wordsNobody")}</p>
      </div>
      <FactorForm step={step} onStep={onAnswer} onGone={onGone} />
    </>
  );
}

interface AddFactorProps extends StepsProps {
  step: EnrollStep;
  showsCodes: boolean;
  onCodes(): void;
}

function AddFactor({ step, company, email, policy, can, showsCodes, onCodes, onAnswer, onGone }: AddFactorProps) {
  const t = useT(entryWords);
  const words = useT(factorWords);
  const [error, setError] = useState<unknown>(null);
  return (
    <>
      <div className="auth-head">
        <h1>{showsCodes ? words("codes.title") : t("enroll.title")}</h1>
        {!showsCodes && <p>{t("enroll.words")}</p>}
      </div>
      <FormError>{error ? errorWords(error, t) : null}</FormError>
      <Enroll
        kinds={step.allowed.filter((kind) => (kind !== "passkey" || can.passkeys) && (kind !== "email_code" || can.email))}
        withoutPasswords={policy?.passwords_allowed === false}
        owner={email || company}
        onEnrolled={(enrolled) => enrolled.recovery_codes?.length && onCodes()}
        onDone={(enrolled) => {
          if (enrolled.step) onAnswer(enrolled.step);
          else flow.step().then(onAnswer, (problem: unknown) => (isGone(problem) ? onGone() : setError(problem)));
        }}
        onGone={onGone}
      />
    </>
  );
}

function FreshPassword({ step, email, policy = DEFAULT_POLICY, onAnswer, onGone }: StepsProps & { step: NewPasswordStep }) {
  const t = useT(entryWords);
  const words = useT(passwordWords);
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const hasFactor = step.factor_bound ?? false;
  const fault = usePasswordFault(policy, hasFactor)(password);
  const save = useSubmit(
    () => flow.newPassword(password),
    onAnswer,
    (error) => isGone(error) && onGone(),
  );
  const refused = isApiError(save.error) ? save.error.field("password") : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault === null) save.submit();
  };
  return (
    <>
      <div className="auth-head">
        <h1>{t("newPassword.title")}</h1>
        {step.why === "reset" && <p>{t("newPassword.reset")}</p>}
      </div>
      <form onSubmit={submit} noValidate>
        <FormStack>
          {step.why !== "reset" && <Callout tone={step.why === "breached" || step.why === "incident" ? "warning" : "info"}>{t(`newPassword.${step.why}`)}</Callout>}
          {/* Password managers file the new password under this name. */}
          <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
          <NewPassword
            label={words("new")}
            value={password}
            onChange={(value) => {
              setPassword(value);
              save.reset();
            }}
            policy={policy}
            hasFactor={hasFactor}
            about={{ email, ...(step.name && { name: step.name }) }}
            error={refused ?? (tried ? fault : null)}
            autoFocus
          />
          <FormError>{save.error && !refused ? errorWords(save.error, t) : null}</FormError>
          <Button type="submit" variant="primary" size="large" isWide isPending={save.isPending}>
            {t("newPassword.submit")}
          </Button>
        </FormStack>
      </form>
    </>
  );
}
