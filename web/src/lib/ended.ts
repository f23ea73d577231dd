/** What ended when somebody said that their account is compromised: kept over the way to the sign-in, which tells of it. No secrets. */
import type { Compromise } from "./api/types";

const KEY = "kedun.ended";
/** The sign-in looks for it only at this address. */
export const ENDED_HREF = "/sign-in#ended";

export function endedNote(report: Compromise): void {
  try {
    // Drafts and the like: whoever signs in next need not be the same person.
    sessionStorage.clear();
    sessionStorage.setItem(KEY, JSON.stringify(report));
  } catch {
    // No storage: the sign-in then says nothing of it.
  }
}

export function endedNoted(): Compromise | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Compromise | null;
  } catch {
    return null;
  }
}
