/**
 * Preferences the server has not confirmed yet. They are kept in the tab, so that a reload right after a switch does not bring the old
 * setting back, and they are sent one after the other, so that the answer to the first change does not undo the second.
 * Signing out forgets them with the rest of the tab's storage.
 */
import * as calls from "../api/calls";
import { isApiError } from "../api/error";
import type { Me, MePatch } from "../api/types";

const KEY = "kedun.preferences.pending";

function read(): MePatch {
  try {
    const parsed: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

function write(patch: MePatch): void {
  try {
    if (Object.keys(patch).length === 0) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(patch));
  } catch {
    // No storage: the change still holds as long as the page.
  }
}

/** What is left of `waiting` once `sent` has been answered: a setting that was changed again meanwhile still waits. */
export function stillWaiting(waiting: MePatch, sent: MePatch): MePatch {
  const settled = new Map<string, unknown>(Object.entries(sent));
  return Object.fromEntries(Object.entries(waiting).filter(([name, value]) => !settled.has(name) || settled.get(name) !== value));
}

/** The reader with what still waits: what they chose last is what they see. */
export function withPending(me: Me): Me {
  return { ...me, user: { ...me.user, ...read() } };
}

let chain: Promise<unknown> = Promise.resolve();

/** Sends a change after those before it. Resolves with the reader as the server has them, or null when nothing waits or it could not be kept. */
export function sendPreferences(patch: MePatch): Promise<Me | null> {
  write({ ...read(), ...patch });
  const next = chain.then(async () => {
    const sent = read();
    if (Object.keys(sent).length === 0) return null;
    try {
      const me = await calls.mePatch(sent);
      write(stillWaiting(read(), sent));
      return withPending(me);
    } catch (error) {
      // A refusal is final; without a network it is tried again on the next visit.
      if (isApiError(error) && error.status >= 400 && error.status < 500) write(stillWaiting(read(), sent));
      return null;
    }
  });
  chain = next;
  return next;
}
