/** What a reload must not lose: that a flow is under way; and where to sign out besides here. No secrets. */
const FLOW_KEY = "kedun.flow";

export function flowNote(isUnderWay: boolean): void {
  try {
    if (isUnderWay) sessionStorage.setItem(FLOW_KEY, "1");
    else sessionStorage.removeItem(FLOW_KEY);
  } catch {
    // No storage: a reload then begins anew.
  }
}

export function flowIsNoted(): boolean {
  try {
    return sessionStorage.getItem(FLOW_KEY) !== null;
  } catch {
    return false;
  }
}

/** Noted by whoever signs out (shell/useSignOut). Taken once. */
export function outThereTake(): string | null {
  try {
    const url = sessionStorage.getItem("kedun.out");
    sessionStorage.removeItem("kedun.out");
    return url;
  } catch {
    return null;
  }
}
