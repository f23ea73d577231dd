/** Back from the company's sign-in service: what it says goes to the server, and what was wanted there goes on. */
import { useEffect, useEffectEvent, useState } from "react";
import { nextTake } from "../../lib/away";
import * as flow from "../../lib/api/flow";
import type { SignInAnswer } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { entryWords } from "../../lib/i18n/dict/entry";
import { cx } from "../../ui/classes";
import { EmptyState } from "../../ui/EmptyState";
import { Link } from "../../ui/Link";
import { Spinner } from "../../ui/Spinner";
import { ssoAnswer, ssoFault } from "./sso";

interface Return {
  answer: flow.SsoAnswer;
  end: Promise<SignInAnswer>;
}

/** One code is good for one exchange: it is sent once, also where React mounts everything twice to find faults. */
let sent: Return | null = null;
function finish(): Return {
  if (sent === null) {
    const answer = ssoAnswer(location.search);
    // The code does not belong into the history.
    history.replaceState(null, "", "/sso/callback");
    sent = { answer, end: flow.ssoFinish(answer) };
  }
  return sent;
}

/** The session was there before: whoever linked an account, or proved anew who they are, goes back to where they were. */
function wayBack(answer: SignInAnswer): string | null {
  if (!("next" in answer) || answer.next !== "done" || answer.me) return null;
  if (answer.purpose === "link") return `/security?linked=${encodeURIComponent(answer.provider ?? "")}`;
  return answer.purpose === "step_up" ? (nextTake() ?? "/") : null;
}

export function SsoReturn({ isSsoOnly, onAnswer }: { isSsoOnly: boolean; onAnswer(answer: SignInAnswer): void }) {
  const t = useT(entryWords);
  const [error, setError] = useState<unknown>(null);
  const answered = useEffectEvent((answer: SignInAnswer) => {
    const back = wayBack(answer);
    if (back === null) onAnswer(answer);
    else location.replace(back);
  });
  useEffect(() => {
    let isCurrent = true;
    finish().end.then(
      (answer) => isCurrent && answered(answer),
      (problem: unknown) => isCurrent && setError(problem),
    );
    return () => {
      isCurrent = false;
    };
  }, []);
  if (error) return <Failed error={error} answer={finish().answer} isSsoOnly={isSsoOnly} />;
  return (
    <div className="sign-in-wait" role="status">
      <Spinner />
      <p>{t("sso.wait")}</p>
    </div>
  );
}

function Failed({ error, answer, isSsoOnly }: { error: unknown; answer: flow.SsoAnswer; isSsoOnly: boolean }) {
  const t = useT(entryWords);
  const fault = ssoFault(error, answer);
  // Whoever is signed in is led on to where they wanted to go, everybody else to the sign-in and then there.
  const [next] = useState(nextTake);
  const canLink = fault === "notLinked" && !isSsoOnly;
  const words = fault === null ? errorWords(error, t) : fault === "notLinked" ? t(canLink ? "sso.notLinked.words" : "sso.notLinked.onlyWords") : t(`sso.${fault}.words`);
  const back = next === undefined ? { href: "/sign-in", words: t("back") } : { href: next, words: t("sso.again") };
  return (
    <div role="alert">
      <h1 className="sr-only">{t("sso.title")}</h1>
      <EmptyState
        figure="lock"
        title={t(fault === null ? "sso.failed" : `sso.${fault}`)}
        description={words}
        actions={
          <>
            {canLink && (
              <Link href="/sign-in?next=%2Fsecurity" isPlain className="k-button is-primary is-large is-wide">
                {t("sso.notLinked.link")}
              </Link>
            )}
            <Link href={back.href} isPlain className={cx("k-button is-large is-wide", canLink ? "is-quiet" : "is-secondary")}>
              {back.words}
            </Link>
          </>
        }
      />
    </div>
  );
}
