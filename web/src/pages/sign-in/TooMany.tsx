/** The account takes no password for now: how long still, and what gets one in without waiting. */
import { ChevronRight, Mail, Smartphone } from "lucide";
import { useState } from "react";
import { CodeForm } from "../../parts/factor/CodeForm";
import * as flow from "../../lib/api/flow";
import { errorWords } from "../../lib/api/words";
import { clockWords, useSecondsLeft } from "../../lib/countdown";
import { useT } from "../../lib/i18n";
import { entryWords } from "../../lib/i18n/dict/entry";
import { useSubmit } from "../../lib/submit";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError, FormStack } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { PasskeyButton } from "./PasskeyButton";
import type { PasskeyEntry } from "./usePasskeyEntry";
import "../../parts/parts.css";
import "../../parts/factor/factor.css";

export interface TooManyProps {
  until: number;
  email: string;
  hasMail: boolean;
  passkey: PasskeyEntry | null;
  onAgain(): void;
  /** By the code of a second step: there is nothing to wait for any more. */
  onUnlocked(): void;
}

export function TooMany({ until, email, hasMail, passkey, onAgain, onUnlocked }: TooManyProps) {
  const t = useT(entryWords);
  const secs = useSecondsLeft(until);
  const [byCode, setByCode] = useState(false);
  const link = useSubmit(
    () => flow.unlockLinkAsk(email.trim()),
    () => setSent(true),
  );
  const [isSent, setSent] = useState(false);
  const canSend = hasMail && !isSent;
  return (
    <>
      <div className="auth-head">
        <h1>{t("wait.title")}</h1>
        <p>{t("wait.words")}</p>
      </div>
      <FormStack>
        {secs > 0 ? (
          <p className="sign-in-clock">
            <span className="num" role="timer">
              {clockWords(secs)}
            </span>
            <span>{t("wait.left")}</span>
          </p>
        ) : (
          <Callout tone="success">{t("wait.over")}</Callout>
        )}
        {/* The ways below go when the wait is over, and the focus with them. */}
        <Button key={secs > 0 ? "waiting" : "over"} variant="primary" size="large" isWide isDisabled={secs > 0} autoFocus={secs === 0} onPress={onAgain}>
          {t("wait.again")}
        </Button>
        {secs > 0 && (
          <>
            <h2 className="sign-in-sub">{t("wait.ways")}</h2>
            {passkey && <PasskeyButton entry={passkey} />}
            {byCode && (
              <CodeForm label={t("wait.codeLabel")} submitLabel={t("wait.unlock")} run={(code) => flow.unlockByCode(email.trim(), code)} failed={t("wait.failed")} onDone={onUnlocked} onGone={onAgain} />
            )}
            {(!byCode || canSend) && (
              <ul className="card-list">
                {!byCode && (
                  <li>
                    <OtherWay icon={Smartphone} words={t("wait.code")} onPress={() => setByCode(true)} />
                  </li>
                )}
                {canSend && (
                  <li>
                    <OtherWay icon={Mail} words={t("wait.link")} onPress={link.submit} />
                  </li>
                )}
              </ul>
            )}
            {isSent && <Callout tone="success">{t("wait.linkSent", { email: email.trim() })}</Callout>}
            <FormError>{link.error ? errorWords(link.error, t) : null}</FormError>
            <Button variant="quiet" isWide onPress={onAgain}>
              {t("back")}
            </Button>
          </>
        )}
      </FormStack>
    </>
  );
}

function OtherWay({ icon, words, onPress }: { icon: typeof Mail; words: string; onPress(): void }) {
  return (
    <button type="button" className="card-row" onClick={onPress}>
      <span className="factor-icon">
        <Icon icon={icon} size={17} />
      </span>
      <span className="card-words">{words}</span>
      <Icon icon={ChevronRight} size={16} />
    </button>
  );
}
