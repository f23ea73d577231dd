/** The list a reader came from, so that a record's page can lead to the one before, the one after, and back. Kept for this tab only. */
const KEY = "kedun.trail";
const MOST_IDS = 500;

export interface Trail {
  object: string;
  href: string;
  ids: string[];
}

export function rememberTrail(trail: Trail): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...trail, ids: trail.ids.slice(0, MOST_IDS) }));
  } catch {
    // Without storage the page has no "previous" and "next"; nothing else depends on it.
  }
}

export function readTrail(object: string): Trail | null {
  try {
    const parsed = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Partial<Trail> | null;
    if (!parsed || parsed.object !== object || typeof parsed.href !== "string" || !parsed.href.startsWith("/o/") || !Array.isArray(parsed.ids)) return null;
    return { object, href: parsed.href, ids: parsed.ids.filter((id) => typeof id === "string") };
  } catch {
    return null;
  }
}

/** The neighbours of a record in the list it was opened from. */
export function neighbours(trail: Trail | null, id: string): { previous: string | null; next: string | null; index: number; of: number } {
  const index = trail?.ids.indexOf(id) ?? -1;
  if (!trail || index === -1) return { previous: null, next: null, index: -1, of: 0 };
  return { previous: trail.ids[index - 1] ?? null, next: trail.ids[index + 1] ?? null, index, of: trail.ids.length };
}
