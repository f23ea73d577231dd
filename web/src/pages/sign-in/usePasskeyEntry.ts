/** Signing in with a passkey alone: by its button, and in the list the browser opens below the field of the email. */
import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import * as flow from "../../lib/api/flow";
import { isRefused } from "../../lib/api/error";
import type { Step } from "../../lib/api/types";
import { canAutofillPasskeys, passkeyGet } from "../../lib/webauthn";

/** The server keeps what it asked for ten minutes; the list asks anew before they are over. */
const ASK_AGAIN_MS = 8 * 60_000;

export interface PasskeyEntry {
  isPending: boolean;
  error: unknown;
  /** The button. */
  enter(): void;
  /** Ends the waiting list, because another way is taken. */
  leave(): void;
  /** Lets the list wait again, as the other way led nowhere. */
  rearm(): void;
}

export function usePasskeyEntry(isOffered: boolean, onStep: (step: Step) => void): PasskeyEntry {
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const waiting = useRef<AbortController | null>(null);
  const [round, setRound] = useState(0);
  const done = useEffectEvent(onStep);

  const leave = useCallback(() => waiting.current?.abort(), []);

  useEffect(() => {
    if (!isOffered) return;
    const arm = async () => {
      waiting.current?.abort();
      const stop = new AbortController();
      waiting.current = stop;
      try {
        if (!(await canAutofillPasskeys()) || stop.signal.aborted) return;
        const { publicKey } = await flow.passkeyOptions(stop.signal);
        const credential = await passkeyGet(publicKey, { isAutofill: true, signal: stop.signal });
        done(await flow.passkeyProve(credential));
      } catch (problem) {
        // Nobody asked for the list by hand: only a key that was chosen and refused is worth a word.
        if (!stop.signal.aborted && isRefused(problem, "factor_failed")) setError(problem);
      }
    };
    void arm();
    const timer = setInterval(() => void arm(), ASK_AGAIN_MS);
    return () => {
      clearInterval(timer);
      waiting.current?.abort();
    };
  }, [isOffered, round]);

  const rearm = () => setRound((n) => n + 1);
  const enter = () => {
    if (isPending) return;
    leave();
    setPending(true);
    setError(null);
    const run = async () => flow.passkeyProve(await passkeyGet((await flow.passkeyOptions()).publicKey));
    run()
      .then(onStep, (problem: unknown) => {
        setError(problem);
        rearm();
      })
      .finally(() => setPending(false));
  };
  return { isPending, error, enter, leave, rearm };
}
