/**
 * What was typed and not saved yet, kept for this tab so that a slip costs nothing: it outlives an ended session, not the tab, and nobody else
 * who signs in here is shown it. Signing out forgets it (shell/useSignOut clears the tab's storage).
 */
const PREFIX = "kedun.draft.";

export type Draft = Record<string, unknown>;

export const draftKey = (user: string, object: string, id: string | null, context = ""): string => `${PREFIX}${user}.${object}.${id ?? "new"}${context === "" ? "" : `.${context}`}`;

export function readDraft(key: string): Draft | null {
  try {
    const parsed: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? (parsed as Draft) : null;
  } catch {
    return null;
  }
}

export function writeDraft(key: string, draft: Draft | null): void {
  try {
    if (draft === null || Object.keys(draft).length === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Full or forbidden: the form itself still holds what was typed.
  }
}
