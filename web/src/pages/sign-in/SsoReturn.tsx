/** Back from the company's account: what it says goes to the server, and the sign-in goes on with the step that comes. */
import { useEffect, useEffectEvent, useState } from "react";
import * as flow from "../../lib/api/flow";
import type { SignInAnswer } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { entryWords } from "../../lib/i18n/dict/entry";
import { EmptyState } from "../../ui/EmptyState";
import { Link } from "../../ui/Link";
import { Spinner } from "../../ui/Spinner";
import { ssoAnswer } from "./sso";

/** One code is good for one exchange: it is sent once, also where React mounts everything twice to find faults. */
let sent: Promise<SignInAnswer> | null = null;
function finish(): Promise<SignInAnswer> {
  if (sent === null) {
    const answer = ssoAnswer(location.search);
    // The code does not belong into the history.
    history.replaceState(null, "", "/sso/callback");
    sent = flow.ssoFinish(answer);
  }
  return sent;
}

export function SsoReturn({ onAnswer }: { onAnswer(answer: SignInAnswer): void }) {
  const t = useT(entryWords);
  const [error, setError] = useState<unknown>(null);
  const answered = useEffectEvent(onAnswer);
  useEffect(() => {
    let isCurrent = true;
    finish().then(
      (answer) => isCurrent && answered(answer),
      (problem: unknown) => isCurrent && setError(problem),
    );
    return () => {
      isCurrent = false;
    };
  }, []);
  if (error) return <EmptyState figure="lock" title={t("sso.failed")} description={errorWords(error, t)} actions={<Link href="/sign-in">{t("toSignIn")}</Link>} />;
  return (
    <div className="sign-in-wait" role="status">
      <Spinner />
      <p>{t("sso.wait")}</p>
    </div>
  );
}
