/** What was typed and not saved yet, kept for this tab so that a slip costs nothing. Signing out in this tab clears it with the session. */
const PREFIX = "kedun.draft.";

export type Draft = Record<string, unknown>;

export const draftKey = (object: string, id: string | null, context = ""): string => `${PREFIX}${object}.${id ?? "new"}${context === "" ? "" : `.${context}`}`;

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
