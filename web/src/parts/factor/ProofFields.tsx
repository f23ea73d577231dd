/** The ways to prove oneself, each as what is typed or pressed. */
import { type FormEvent, useRef, useState } from "react";
import * as flow from "../../lib/api/flow";
import type { SentCode, SentKind, Step, Way } from "../../lib/api/types";
import { useSecondsLeft } from "../../lib/countdown";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { passwordWords } from "../../lib/i18n/dict/password";
import { passkeyGet } from "../../lib/webauthn";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { Again } from "./Again";
import { CodeForm } from "./CodeForm";
import { KIND_ICONS } from "./kinds";
import { SsoProof } from "./SsoProof";
import { useFocusAfter } from "./useFocusAfter";
import { useProof } from "./useProof";
import { Wait } from "./Wait";

export interface ProofFieldProps {
  way: Way;
  onStep(step: Step): void;
  onGone(): void;
}

export function ProofField(props: ProofFieldProps) {
  const { kind } = props.way;
  if (kind === "passkey") return <PasskeyProof {...props} />;
  if (kind === "email_code" || kind === "sms_code") return <SentProof {...props} kind={kind} />;
  if (kind === "totp") return <TotpProof {...props} />;
  if (kind === "sso") return <SsoProof provider={props.way.provider ?? ""} />;
  return <TextProof {...props} kind={kind} />;
}

function PasskeyProof({ onStep, onGone }: ProofFieldProps) {
  const t = useT(factorWords);
  const proof = useProof({
    run: async () => flow.passkeyProve(await passkeyGet((await flow.passkeyOptions()).publicKey)),
    onDone: onStep,
    onGone,
    failed: t("fault.passkey"),
  });
  return (
    <div className="factor-way">
      <p>{t("way.passkey")}</p>
      <FormError>{proof.error}</FormError>
      <Wait proof={proof} />
      <Button variant="primary" size="large" isWide icon={KIND_ICONS.passkey} onPress={proof.submit} isPending={proof.isPending} isDisabled={proof.waitSecs > 0} autoFocus>
        {t("way.passkey.press")}
      </Button>
    </div>
  );
}

function TotpProof({ onStep, onGone }: ProofFieldProps) {
  const t = useT(factorWords);
  return (
    <div className="factor-way">
      <p>{t("way.totp")}</p>
      <CodeForm label={t("way.code")} submitLabel={t("verify")} run={(code) => flow.factorProve("totp", code)} onDone={onStep} onGone={onGone} />
    </div>
  );
}

/** A code that is sent when it is asked for, not before: nobody is to get one for nothing. */
function SentProof({ kind, ...props }: ProofFieldProps & { kind: SentKind }) {
  const t = useT(factorWords);
  const [sent, setSent] = useState<SentCode | null>(null);
  const again = useSecondsLeft(sent?.again_at ? Date.parse(sent.again_at) : null);
  const sending = useProof({ run: () => flow.codeSend(kind), onDone: setSent, onGone: props.onGone });
  const weak = kind === "sms_code" && <Callout tone="warning">{t("way.sms.weak")}</Callout>;
  const wait = Math.max(again, sending.waitSecs);
  if (!sent) {
    return (
      <div className="factor-way">
        <p>{t("way.sendTo", { to: props.way.sent_to ?? "" })}</p>
        {weak}
        <FormError>{sending.error}</FormError>
        <Wait proof={sending} />
        <Button variant="primary" size="large" isWide icon={KIND_ICONS[kind]} onPress={sending.submit} isPending={sending.isPending} isDisabled={wait > 0} autoFocus>
          {t("way.send")}
        </Button>
      </div>
    );
  }
  return (
    <div className="factor-way">
      <p role="status">{t("way.sent", { to: sent.sent_to })}</p>
      {weak}
      <CodeForm
        label={t("way.code")}
        submitLabel={t("verify")}
        run={(code) => flow.factorProve(kind, code)}
        onDone={props.onStep}
        onGone={props.onGone}
        foot={<Again error={sending.error} wait={wait} onPress={sending.submit} isPending={sending.isPending} />}
      />
    </div>
  );
}

/** A recovery code, or the password itself. */
function TextProof({ kind, way, onStep, onGone }: ProofFieldProps & { kind: "recovery_code" | "password" }) {
  const t = useT(factorWords);
  const p = useT(passwordWords);
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const isPassword = kind === "password";
  const proof = useProof({
    run: () => flow.factorProve(kind, isPassword ? text : text.trim()),
    onDone: onStep,
    onGone,
    failed: t(isPassword ? "fault.password" : "fault.recovery"),
    onError: () => input.current?.select(),
  });
  useFocusAfter(proof.waitSecs > 0, input);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (text.trim() !== "") proof.submit();
  };
  const missing = tried && text.trim() === "" ? t(isPassword ? "missing.password" : "missing.recovery") : null;
  return (
    <form className="factor-way" onSubmit={submit} noValidate>
      <p>{isPassword ? t("way.password") : t("way.recovery", { left: way.left ?? 0 })}</p>
      <TextField
        label={isPassword ? p("current") : t("way.recovery.label")}
        type={isPassword ? "password" : "text"}
        name={isPassword ? "password" : "recovery-code"}
        autoComplete={isPassword ? "current-password" : "off"}
        reveal={isPassword}
        capsLockHint={isPassword ? p("capsLock") : undefined}
        value={text}
        inputRef={input}
        onChange={(value) => {
          setText(value);
          proof.reset();
        }}
        isDisabled={proof.waitSecs > 0}
        error={proof.error ?? missing}
        autoFocus
      />
      <Wait proof={proof} />
      <Button type="submit" variant="primary" size="large" isWide isPending={proof.isPending} isDisabled={proof.waitSecs > 0}>
        {t("verify")}
      </Button>
    </form>
  );
}
