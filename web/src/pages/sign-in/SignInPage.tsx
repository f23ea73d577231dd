/** Signing in. What went wrong stands beside the field it concerns, and goes as soon as the field is changed. */
import { type FormEvent, useEffect, useEffectEvent, useReducer, useRef, useState } from "react";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import type { Me, SignInAnswer } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { signin } from "../../lib/i18n/dict/signin";
import { PageHead } from "../../lib/page";
import { useLoaded, useSubmit } from "../../lib/submit";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormStack } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { checkForm, FIRST_STEP, nextStep } from "./machine";

export function SignInPage({ onSignedIn }: { onSignedIn(me: Me): void }) {
  const t = useT(signin);
  const [step, dispatch] = useReducer(nextStep, FIRST_STEP);
  const setup = useLoaded("setup", calls.setupState);
  const enter = useEffectEvent(onSignedIn);
  useEffect(() => {
    if (step.kind === "done") enter(step.me);
  }, [step]);
  return (
    <>
      <PageHead title={t("title")} />
      <div className="auth-head">
        <h1>{t("welcome")}</h1>
        <p>{t("welcome.words")}</p>
      </div>
      <FormStack>
        {setup.data?.needed && <Callout tone="warning">{t("setup.needed")}</Callout>}
        {step.kind === "unknownFactor" ? (
          <>
            <Callout tone="warning">{t("factor.unknown")}</Callout>
            <Button onPress={() => dispatch({ kind: "startOver" })}>{t("startOver")}</Button>
          </>
        ) : (
          <PasswordStep onAnswer={(answer) => dispatch({ kind: "answered", answer })} isDone={step.kind === "done"} />
        )}
      </FormStack>
    </>
  );
}

function PasswordStep({ onAnswer, isDone }: { onAnswer(answer: SignInAnswer): void; isDone: boolean }) {
  const t = useT(signin);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const passwordInput = useRef<HTMLInputElement>(null);
  const signIn = useSubmit(
    () => calls.signIn(email.trim(), password),
    onAnswer,
    () => passwordInput.current?.select(),
  );
  const problems = tried ? checkForm(email, password) : {};
  const failed = isApiError(signIn.error, "sign_in_failed") ? t("failed") : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(checkForm(email, password)).length === 0) signIn.submit();
  };
  const changed = (set: (value: string) => void) => (value: string) => {
    set(value);
    signIn.reset();
  };
  return (
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
          onChange={changed(setEmail)}
          error={problems.email ? t(`email.${problems.email}`) : null}
        />
        <TextField
          label={t("password")}
          type="password"
          name="password"
          autoComplete="current-password"
          reveal
          capsLockHint={t("capsLock")}
          value={password}
          onChange={changed(setPassword)}
          inputRef={passwordInput}
          error={problems.password ? t("password.missing") : failed}
        />
        <FormError>{signIn.error != null && !failed ? errorWords(signIn.error, t) : null}</FormError>
        <Button type="submit" variant="primary" size="large" isWide isPending={signIn.isPending || isDone}>
          {t("submit")}
        </Button>
      </FormStack>
    </form>
  );
}
