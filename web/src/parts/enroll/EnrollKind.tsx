/** Adding one factor, each kind in its own way: made by the browser, scanned, or proved by a code that was sent. */
import { type FormEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import * as security from "../../lib/api/security";
import { errorWords } from "../../lib/api/words";
import type { Addable, CodeStarted, Enrolled, SentKind, TotpStarted } from "../../lib/api/types";
import { useSecondsLeft } from "../../lib/countdown";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { passkeyCreate } from "../../lib/webauthn";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError } from "../../ui/FormRow";
import { Link } from "../../ui/Link";
import { Qr } from "../../ui/Qr";
import { Spinner } from "../../ui/Spinner";
import { TextField } from "../../ui/TextField";
import { Again } from "../factor/Again";
import { CodeForm } from "../factor/CodeForm";
import { ADDABLE_ICONS, KIND_ICONS } from "../factor/kinds";
import { isGone, useProof } from "../factor/useProof";
import { Wait } from "../factor/Wait";
import "../factor/factor.css";
import "./enroll.css";

export interface EnrollKindProps {
  onDone(enrolled: Enrolled): void;
  onGone(): void;
}

export function EnrollKind({ choice, ...props }: EnrollKindProps & { choice: Addable }) {
  if (choice === "passkey" || choice === "security_key") return <PasskeyEnroll {...props} choice={choice} />;
  if (choice === "totp") return <TotpEnroll {...props} />;
  return <SentEnroll {...props} kind={choice} />;
}

function PasskeyEnroll({ choice, onDone, onGone }: EnrollKindProps & { choice: "passkey" | "security_key" }) {
  const t = useT(factorWords);
  const [label, setLabel] = useState(t(`add.${choice}.default`));
  const name = label.trim();
  const add = useProof({
    run: async () => security.passkeyAdd(name, await passkeyCreate((await security.passkeyStart(name, choice === "security_key")).publicKey)),
    onDone,
    onGone,
    failed: t("fault.passkey"),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name !== "") add.submit();
  };
  return (
    <form className="factor-way" onSubmit={submit} noValidate>
      <p>{t(`add.${choice}.words`)}</p>
      <TextField label={t("add.label")} value={label} onChange={setLabel} description={t("add.label.help")} error={name === "" ? t("add.label.missing") : null} maxLength={60} autoFocus />
      <FormError>{add.error}</FormError>
      <Wait proof={add} />
      <Button type="submit" variant="primary" size="large" isWide icon={ADDABLE_ICONS[choice]} isPending={add.isPending}>
        {t(`add.${choice}.press`)}
      </Button>
    </form>
  );
}

/** Starts once, also where React mounts everything twice to find faults. */
function useStarted<A>(start: () => Promise<A>, onGone: () => void) {
  const t = useT(factorWords);
  const [started, setStarted] = useState<A | null>(null);
  const [error, setError] = useState<string | null>(null);
  const begun = useRef(false);
  const begin = useEffectEvent(() => {
    if (begun.current) return;
    begun.current = true;
    setError(null);
    start().then(setStarted, (problem: unknown) => {
      begun.current = false;
      if (isGone(problem)) onGone();
      else setError(errorWords(problem, t));
    });
  });
  useEffect(() => begin(), []);
  return { started, error, retry: () => begin() };
}

function TotpEnroll({ onDone, onGone }: EnrollKindProps) {
  const t = useT(factorWords);
  const { started, error, retry } = useStarted(security.totpStart, onGone);
  if (error) {
    return (
      <Callout tone="danger" actions={<Button size="small" onPress={retry}>{t("retry")}</Button>}>
        {error}
      </Callout>
    );
  }
  if (!started) {
    return (
      <div className="enroll-wait">
        <Spinner />
      </div>
    );
  }
  return (
    <div className="factor-way">
      <p>{t("add.totp.scan")}</p>
      <Scan started={started} />
      <CodeForm label={t("add.totp.confirm")} submitLabel={t("add.confirm")} run={(code) => security.totpConfirm(started.id, code)} onDone={onDone} onGone={onGone} />
    </div>
  );
}

function Scan({ started }: { started: TotpStarted }) {
  const t = useT(factorWords);
  return (
    <div className="enroll-scan">
      <Qr label={t("add.totp.qr")} size={started.qr.size} modules={started.qr.modules} />
      <div className="enroll-typed">
        <p className="meta">{t("add.totp.typed")}</p>
        <output className="enroll-secret mono" aria-label={t("add.totp.secret")}>
          {started.secret}
        </output>
        <Link href={started.otpauth_url}>{t("add.totp.open")}</Link>
      </div>
    </div>
  );
}

function SentEnroll({ kind, onDone, onGone }: EnrollKindProps & { kind: SentKind }) {
  const t = useT(factorWords);
  const isSms = kind === "sms_code";
  const [phone, setPhone] = useState("");
  const [tried, setTried] = useState(false);
  const [started, setStarted] = useState<CodeStarted | null>(null);
  const again = useSecondsLeft(started?.again_at ? Date.parse(started.again_at) : null);
  const send = useProof({ run: () => (isSms ? security.smsStart(phone.replaceAll(/[\s-]/g, "")) : security.emailStart()), onDone: setStarted, onGone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isSms || phone.trim() !== "") send.submit();
  };
  if (started) {
    const wait = Math.max(again, send.waitSecs);
    return (
      <div className="factor-way">
        <p role="status">{t("way.sent", { to: started.sent_to })}</p>
        <CodeForm
          label={t("way.code")}
          submitLabel={t("add.confirm")}
          run={(code) => security.codeConfirm(kind, started.id, code)}
          onDone={onDone}
          onGone={onGone}
          foot={<Again error={send.error} wait={wait} onPress={send.submit} isPending={send.isPending} />}
        />
      </div>
    );
  }
  return (
    <form className="factor-way" onSubmit={submit} noValidate>
      {isSms ? (
        <>
          <Callout tone="warning">{t("way.sms.weak")}</Callout>
          <TextField
            label={t("add.sms.phone")}
            type="tel"
            inputMode="tel"
            autoComplete="tel"
            value={phone}
            onChange={(value) => {
              setPhone(value);
              send.reset();
            }}
            description={t("add.sms.help")}
            error={send.error ?? (tried && phone.trim() === "" ? t("add.sms.missing") : null)}
            autoFocus
          />
        </>
      ) : (
        <>
          <p>{t("add.email")}</p>
          <FormError>{send.error}</FormError>
        </>
      )}
      <Wait proof={send} />
      <Button type="submit" variant="primary" size="large" isWide icon={KIND_ICONS[kind]} isPending={send.isPending} isDisabled={send.waitSecs > 0}>
        {t("way.send")}
      </Button>
    </form>
  );
}
