/** Signing in. What went wrong stands beside the field it concerns, and goes as soon as the field is changed. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect, useReducer, useRef, useState } from "react";
import * as calls from "../../lib/api/calls";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { signin } from "../../lib/i18n/dict/signin";
import { PageHead } from "../../lib/page";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormStack } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { checkForm, FIRST_STEP, nextStep } from "./machine";

const route = getRouteApi("/auth/sign-in");

export function SignInPage() {
  const t = useT(signin);
  const [step, dispatch] = useReducer(nextStep, FIRST_STEP);
  const { next } = route.useSearch();
  const router = useRouter();
  const client = useQueryClient();
  const needed = useQuery({ queryKey: ["setup"], queryFn: calls.setupState, staleTime: 60_000, retry: false });
  useEffect(() => {
    if (step.kind !== "done") return;
    client.clear();
    client.setQueryData(keys.me(), step.me);
    router.history.replace(next ?? "/");
  }, [step, next, client, router]);
  return (
    <>
      <PageHead title={t("title")} />
      <div className="auth-head">
        <h1>{t("welcome")}</h1>
        <p>{t("welcome.words")}</p>
      </div>
      <FormStack>
        {needed.data?.needed && <Callout tone="warning">{t("setup.needed")}</Callout>}
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

function PasswordStep({ onAnswer, isDone }: { onAnswer(answer: Awaited<ReturnType<typeof calls.signIn>>): void; isDone: boolean }) {
  const t = useT(signin);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const passwordInput = useRef<HTMLInputElement>(null);
  const signIn = useMutation({
    mutationFn: () => calls.signIn(email.trim(), password),
    onSuccess: onAnswer,
    onError: () => passwordInput.current?.select(),
  });
  const problems = tried ? checkForm(email, password) : {};
  const failed = isApiError(signIn.error, "sign_in_failed") ? t("failed") : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(checkForm(email, password)).length === 0 && !signIn.isPending) signIn.mutate();
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
        <FormError>{signIn.error && !failed ? errorWords(signIn.error, t) : null}</FormError>
        <Button type="submit" variant="primary" size="large" isWide isPending={signIn.isPending || isDone}>
          {t("submit")}
        </Button>
      </FormStack>
    </form>
  );
}
