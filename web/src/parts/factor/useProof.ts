/** Sending one proof: what went wrong in words beside the field, how long to wait, and whether the step is over. */
import { useState } from "react";
import { isApiError, isRefused } from "../../lib/api/error";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { useSecondsLeft } from "../../lib/countdown";
import { useSubmit } from "../../lib/submit";
import { passkeyFault } from "../../lib/webauthn";

export interface Proof {
  isPending: boolean;
  /** Beside the field. */
  error: string | null;
  /** Seconds until another try is taken. */
  waitSecs: number;
  submit(): void;
  reset(): void;
}

export interface ProofOptions<A> {
  run(): Promise<A>;
  onDone(answer: A): void;
  /** The step took too long, or is over. */
  onGone(): void;
  onError?(): void;
  /** The words for a proof that was not right. */
  failed?: string;
}

/** The step is over; without its cookie, which ends with it, the server knows nobody at all. */
export const isGone = (error: unknown): boolean => isApiError(error) && error.status === 401;

export function useProof<A>({ run, onDone, onGone, onError, failed }: ProofOptions<A>): Proof {
  const t = useT(factorWords);
  const [until, setUntil] = useState<number | null>(null);
  const waitSecs = useSecondsLeft(until);
  const sent = useSubmit(run, onDone, (error) => {
    if (isGone(error)) return onGone();
    if (isApiError(error, "try_later")) setUntil(Date.now() + Math.max(error.retryAfterSecs ?? 30, 1) * 1000);
    onError?.();
  });
  const fault = passkeyFault(sent.error);
  const words = (error: unknown): string | null => {
    if (error === null || isApiError(error, "try_later") || isGone(error)) return null;
    if (fault) return t(`fault.${fault}`);
    if (isRefused(error, "factor_failed") || isRefused(error, "unlock_failed")) return failed ?? t("fault.code");
    const [field] = isApiError(error) ? error.fields : [];
    if (field) return field.message;
    return errorWords(error, t);
  };
  return { isPending: sent.isPending, error: words(sent.error), waitSecs, submit: () => waitSecs === 0 && sent.submit(), reset: sent.reset };
}
