/** Signing in, step by step; also where mailed links and single sign-on come back to. */
import { Suspense, useEffect, useEffectEvent, useReducer, useState } from "react";
import * as calls from "../../lib/api/calls";
import * as flow from "../../lib/api/flow";
import type { Me, SignInAnswer, SignInInfo } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { signin } from "../../lib/i18n/dict/signin";
import { nextTake } from "../../lib/away";
import { safeNext } from "../../lib/next";
import { PageHead } from "../../lib/page";
import { useLoaded } from "../../lib/submit";
import { canUsePasskeys } from "../../lib/webauthn";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormStack } from "../../ui/FormRow";
import { lately, whenIdle } from "../../ui/lately";
import { Spinner } from "../../ui/Spinner";
import { Credentials } from "./Credentials";
import { nextView, type Start, viewAt } from "./machine";
import { flowIsNoted, flowNote } from "./underWay";
import "./sign-in.css";

const Steps = lately(() => import("./Steps"), (module) => module.Steps);
const Forgotten = lately(() => import("./Forgotten"), (module) => module.Forgotten);
const MailedLink = lately(() => import("./MailedLink"), (module) => module.MailedLink);
const SsoReturn = lately(() => import("./SsoReturn"), (module) => module.SsoReturn);

export interface SignInPageProps {
  start: Start;
  /** Where to go afterwards, as the address has it. */
  next: string | null;
  onSignedIn(me: Me, href: string): void;
}

/** A server that can't tell offers what every server has. */
const PLAIN: Pick<SignInInfo, "passkeys" | "email" | "sso" | "sso_only"> = { passkeys: false, email: false, sso: [], sso_only: false };

/** Within a step the server has said what it asks for: nothing of it is left out for want of knowing better. */
const UNKNOWN = { passkeys: true, email: true };

export function SignInPage({ start, next, onSignedIn }: SignInPageProps) {
  const t = useT(signin);
  const [view, dispatch] = useReducer(nextView, viewAt(start));
  const [email, setEmail] = useState("");
  const found = useLoaded("sign-in", flow.signInInfo);
  const setup = useLoaded("setup", calls.setupState);
  const info = { ...PLAIN, ...found.data };
  const isKnown = found.data !== null || found.error !== null;
  /** A reload in the middle: what was asked for is fetched first, as it was noted before this page began. */
  const [isResuming, setResuming] = useState(() => start.kind === "sign_in" && flowIsNoted());
  const answered = (answer: SignInAnswer) => dispatch({ kind: "answered", answer });
  const enter = useEffectEvent((me: Me) => onSignedIn(me, safeNext(next) ?? nextTake() ?? "/"));

  useEffect(() => {
    flowNote(view.kind === "step");
    if (view.kind === "done") enter(view.me);
  }, [view]);
  const resume = useEffectEvent(() => {
    // What is over is over without a word.
    if (isResuming) flow.step().then(answered, () => undefined).finally(() => setResuming(false));
  });
  useEffect(() => {
    resume();
    whenIdle(Steps, Forgotten);
  }, []);

  const startOver = () => {
    void flow.stepGiveUp().catch(() => undefined);
    dispatch({ kind: "startOver" });
  };
  return (
    <>
      <PageHead title={t("title")} />
      <Suspense>
        {((view.kind === "credentials" && !isResuming) || (view.kind === "done" && view.from === "credentials")) && (
          <Credentials
            info={{ ...info, passkeys: info.passkeys && canUsePasskeys() }}
            isKnown={isKnown}
            said={view.kind === "credentials" ? view.said : undefined}
            isSetUpNeeded={setup.data?.needed === true}
            email={email}
            onEmail={setEmail}
            next={next}
            isDone={view.kind === "done"}
            onAnswer={answered}
            onForgot={() => dispatch({ kind: "forgot" })}
          />
        )}
        {view.kind === "forgotten" && <Forgotten email={email} onEmail={setEmail} hasMail={info.email} onBack={startOver} />}
        {view.kind === "link" && <MailedLink purpose={view.purpose} token={view.token} onAnswer={answered} />}
        {view.kind === "sso" && <SsoReturn isSsoOnly={info.sso_only} onAnswer={answered} />}
        {view.kind === "step" && isKnown && (
          <Steps step={view.step} email={email} policy={found.data?.policy} company={found.data?.company ?? ""} can={found.data ?? UNKNOWN} onAnswer={answered} onGone={() => dispatch({ kind: "gone" })} onStartOver={startOver} />
        )}
        {view.kind === "done" && view.from !== "credentials" && (
          <div className="sign-in-wait" role="status">
            <Spinner />
            <p>{t("entering")}</p>
          </div>
        )}
        {view.kind === "unknown" && (
          <FormStack>
            <Callout tone="warning">{t("factor.unknown")}</Callout>
            <Button onPress={startOver}>{t("startOver")}</Button>
          </FormStack>
        )}
      </Suspense>
    </>
  );
}
