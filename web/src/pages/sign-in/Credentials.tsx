/** The first page: a passkey, the company's own account, or email and password. What went wrong stands beside what it concerns. */
import { type FormEvent, Suspense, useEffect, useRef, useState } from "react";
import * as flow from "../../lib/api/flow";
import { isApiError } from "../../lib/api/error";
import type { SignInAnswer, SignInInfo } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { signin } from "../../lib/i18n/dict/signin";
import { useSubmit } from "../../lib/submit";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormStack } from "../../ui/FormRow";
import { useDelayed } from "../../ui/hooks/useDelayed";
import { lately, whenIdle } from "../../ui/lately";
import { TextField } from "../../ui/TextField";
import { checkForm, type Said } from "./machine";
import { PasskeyButton } from "./PasskeyButton";
import { outThereTake } from "./underWay";
import { usePasskeyEntry } from "./usePasskeyEntry";

const Ended = lately(() => import("./Ended"), (module) => module.Ended);
const SsoButtons = lately(() => import("../../parts/SsoButtons"), (module) => module.SsoButtons);
const OutThere = lately(() => import("./OutThere"), (module) => module.OutThere);
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
  const { info } = props;
  const [isUnlocked, setUnlocked] = useState(false);
  const said = isUnlocked ? "unlock.done" : props.said;
  const [waitUntil, setWaitUntil] = useState<number | null>(null);
  /** Where people sign in by services only, a few accounts may still do otherwise, for when the service is down. */
  const [isEmergency, setEmergency] = useState(false);
  const isSsoOnly = info.sso_only && !isEmergency;
  const passkey = usePasskeyEntry(info.passkeys && !isSsoOnly && !props.isDone, props.onAnswer);
  // The form waits a moment for what else is offered, so that it does not jump under the pointer.
  const isLate = useDelayed(!props.isKnown, PATIENCE_MS);
  /** Whoever has no passkey where nothing else counts: their password still leads to making one. */
  const [isWithout, setWithout] = useState(false);
  const isPasskeyOnly = !isSsoOnly && info.policy?.passwords_allowed === false && info.passkeys && !isWithout;
  const hasPassword = !isSsoOnly && !isPasskeyOnly;
  const words = isSsoOnly ? "sso.only" : isEmergency ? "sso.emergency.words" : isPasskeyOnly ? "passkey.only" : isWithout ? "passkey.none.words" : "welcome.words";
  useEffect(() => whenIdle(SsoButtons, TooMany), []);
  const [out] = useState(outThereTake);
  if (waitUntil !== null) {
    return <TooMany until={waitUntil} email={props.email} hasMail={info.email} passkey={info.passkeys ? passkey : null} onAgain={() => setWaitUntil(null)} onUnlocked={() => (setUnlocked(true), setWaitUntil(null))} />;
  }
  return (
    <>
      <div className="auth-head">
        <h1>{t("welcome")}</h1>
        <p>{t(words)}</p>
      </div>
      {(props.isKnown || isLate) && (
        <Suspense>
          <FormStack>
            {location.hash === "#ended" && <Ended />}
            {said && <Callout tone={said === "gone" ? "warning" : "success"}>{t(said)}</Callout>}
            {out !== null && !said && <OutThere url={out} />}
            {props.isSetUpNeeded && <Callout tone="warning">{t("setup.needed")}</Callout>}
            {info.passkeys && !isSsoOnly && <PasskeyButton entry={passkey} isOnly={!hasPassword} />}
            {info.sso.length > 0 && <SsoButtons sso={info.sso} word="signIn" next={props.next} isMain={isSsoOnly} />}
            {hasPassword && (info.passkeys || info.sso.length > 0) && <p className="auth-or">{t("or")}</p>}
            {hasPassword && <PasswordForm {...props} onTry={() => (setUnlocked(false), passkey.leave())} onFail={passkey.rearm} onWait={setWaitUntil} />}
            {!hasPassword && (
              <Button variant="quiet" isWide onPress={() => (isSsoOnly ? setEmergency : setWithout)(true)}>
                {t(isSsoOnly ? "sso.emergency" : "passkey.none")}
              </Button>
            )}
          </FormStack>
        </Suspense>
      )}
    </>
  );
}

interface PasswordFormProps extends CredentialsProps {
  onTry(): void;
  onFail(): void;
  onWait(until: number): void;
}

function PasswordForm({ info, email, onEmail, isDone, onAnswer, onForgot, onTry, onFail, onWait }: PasswordFormProps) {
  const t = useT(signin);
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const passwordInput = useRef<HTMLInputElement>(null);
  const signIn = useSubmit(
    () => flow.signIn(email.trim(), password),
    onAnswer,
    (error) => {
      onFail();
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
        {/* Where passwords are not used, no link to choose another is sent. */}
        {info.policy?.passwords_allowed !== false && (
          <Button variant="quiet" isWide onPress={onForgot}>
            {t("forgot")}
          </Button>
        )}
      </FormStack>
    </form>
  );
}
