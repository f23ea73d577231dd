/** What a reload, or the way to single sign-on and back, must not lose: that a flow is under way, and where it was to lead. No secrets. */
import { safeNext } from "../../lib/next";

const FLOW_KEY = "kedun.flow";
const NEXT_KEY = "kedun.next";

function keep(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // No storage: a reload then begins anew.
  }
}
function kept(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

export const flowNote = (isUnderWay: boolean): void => keep(FLOW_KEY, isUnderWay ? "1" : null);
export const flowIsNoted = (): boolean => kept(FLOW_KEY) !== null;

export const nextNote = (next: string | undefined): void => keep(NEXT_KEY, next ?? null);
/** Taken once. */
export function nextTake(): string | undefined {
  const next = safeNext(kept(NEXT_KEY));
  keep(NEXT_KEY, null);
  return next;
}
