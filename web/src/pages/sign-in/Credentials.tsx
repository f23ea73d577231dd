/** The first page: a passkey, the company's own account, or email and password. What went wrong stands beside what it concerns. */
import { LogIn } from "lucide";
import { type FormEvent, useEffect, useRef, useState } from "react";
import * as flow from "../../lib/api/flow";
import { isApiError } from "../../lib/api/error";
import type { SignInAnswer, SignInInfo } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useLabel, useT } from "../../lib/i18n";
import { signin } from "../../lib/i18n/dict/signin";
import { useSubmit } from "../../lib/submit";
import { safeNext } from "../../lib/next";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormStack } from "../../ui/FormRow";
import { useDelayed } from "../../ui/hooks/useDelayed";
import { lately, whenIdle } from "../../ui/lately";
import { TextField } from "../../ui/TextField";
import { checkForm, type Said, safeSsoUrl } from "./machine";
import { PasskeyButton } from "./PasskeyButton";
import { nextNote } from "./underWay";
import { usePasskeyEntry } from "./usePasskeyEntry";

const Ended = lately(() => import("./Ended"), (module) => module.Ended);
const TooMany = lately(() => import("./TooMany"), (module) => module.TooMany);

const PATIENCE_MS = 400;

export interface CredentialsProps {
  info: Pick<SignInInfo, "passkeys" | "email" | "sso" | "sso_only"> & Partial<SignInInfo>;
  /** The server has told what it offers, or could not. */
  isKnown: boolean;
  said?: Said;
  isSetUpNeeded: boolean;
  email: string;
  onEmail(email: string): void;
  next: string | null;
  isDone: boolean;
  onAnswer(answer: SignInAnswer): void;
  onForgot(): void;
}

export function Credentials(props: CredentialsProps) {
  const t = useT(signin);
  const { info, said } = props;
  const [waitUntil, setWaitUntil] = useState<number | null>(null);
  const passkey = usePasskeyEntry(info.passkeys && !info.sso_only && !props.isDone, props.onAnswer);
  // The form waits a moment for what else is offered, so that it does not jump under the pointer.
  const isLate = useDelayed(!props.isKnown, PATIENCE_MS);
  const hasPassword = !info.sso_only && (info.policy?.passwords_allowed !== false || !info.passkeys);
  useEffect(() => whenIdle(TooMany), []);
  if (waitUntil !== null) {
    return <TooMany until={waitUntil} email={props.email} hasMail={info.email} passkey={info.passkeys ? passkey : null} onAgain={() => setWaitUntil(null)} />;
  }
  return (
    <>
      <div className="auth-head">
        <h1>{t("welcome")}</h1>
        <p>{t(info.sso_only ? "sso.only" : hasPassword ? "welcome.words" : "passkey.only")}</p>
      </div>
      {(props.isKnown || isLate) && (
        <FormStack>
          {location.hash === "#ended" && <Ended />}
          {said && <Callout tone={said === "gone" ? "warning" : "success"}>{t(said)}</Callout>}
          {props.isSetUpNeeded && <Callout tone="warning">{t("setup.needed")}</Callout>}
          {info.passkeys && !info.sso_only && <PasskeyButton entry={passkey} isOnly={!hasPassword} />}
          {info.sso.length > 0 && <SsoButtons sso={info.sso} isOnly={info.sso_only} next={props.next} />}
          {hasPassword && (info.passkeys || info.sso.length > 0) && <p className="sign-in-or">{t("or")}</p>}
          {hasPassword && <PasswordForm {...props} onTry={passkey.leave} onWait={setWaitUntil} />}
        </FormStack>
      )}
    </>
  );
}

function SsoButtons({ sso, isOnly, next }: { sso: SignInInfo["sso"]; isOnly: boolean; next: string | null }) {
  const t = useT(signin);
  const label = useLabel();
  const [key, setKey] = useState("");
  const chosen = useRef("");
  const [refused, setRefused] = useState(false);
  const begin = useSubmit(
    () => flow.ssoBegin(chosen.current),
    ({ url }) => {
      const safe = safeSsoUrl(url);
      if (safe === null) return setRefused(true);
      nextNote(safeNext(next));
      location.assign(safe);
    },
  );
  const go = (to: string) => {
    chosen.current = to;
    setKey(to);
    setRefused(false);
    begin.submit();
  };
  return (
    <>
      {sso.map((each) => (
        <Button key={each.key} variant={isOnly ? "primary" : "secondary"} size="large" isWide icon={LogIn} onPress={() => go(each.key)} isPending={begin.isPending && key === each.key}>
          {t("sso", { name: label(each.label) })}
        </Button>
      ))}
      <FormError>{refused ? t("sso.refused") : begin.error ? errorWords(begin.error, t) : null}</FormError>
    </>
  );
}

interface PasswordFormProps extends CredentialsProps {
  onTry(): void;
  onWait(until: number): void;
}

function PasswordForm({ info, email, onEmail, isDone, onAnswer, onForgot, onTry, onWait }: PasswordFormProps) {
  const t = useT(signin);
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const passwordInput = useRef<HTMLInputElement>(null);
  const signIn = useSubmit(
    () => flow.signIn(email.trim(), password),
    onAnswer,
    (error) => {
      if (isApiError(error, "try_later")) onWait(Date.now() + (error.retryAfterSecs ?? 30) * 1000);
      else passwordInput.current?.select();
    },
  );
  const problems = tried ? checkForm(email, password) : {};
  const failed = isApiError(signIn.error, "sign_in_failed") ? t("failed") : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(checkForm(email, password)).length > 0) return;
    onTry();
    signIn.submit();
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
          autoComplete={info.passkeys ? "username webauthn" : "username"}
          autoFocus
          value={email}
          onChange={changed(onEmail)}
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
        <Button variant="quiet" isWide onPress={onForgot}>
          {t("forgot")}
        </Button>
      </FormStack>
    </form>
  );
}
