/** Going away to a sign-in service and coming back: only to a safe address, and where it was to lead is noted meanwhile. */
import { safeNext } from "./next";

const NEXT_KEY = "kedun.next";

/** Where single sign-on leads. Only to a page of the web, and over TLS; plain only to this machine, for trying it out. */
export function safeSsoUrl(url: string): string | null {
  try {
    const { protocol, hostname, href } = new URL(url);
    const isLocal = hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
    return protocol === "https:" || (protocol === "http:" && isLocal) ? href : null;
  } catch {
    return null;
  }
}

/** Leaves for the service. False for an address that is not safe: then nothing happens. */
export function goAway(url: string, next: string | null | undefined): boolean {
  const safe = safeSsoUrl(url);
  if (safe === null) return false;
  try {
    sessionStorage.removeItem(NEXT_KEY);
    const noted = safeNext(next);
    if (noted !== undefined) sessionStorage.setItem(NEXT_KEY, noted);
  } catch {
    // No storage: coming back then leads to the first page.
  }
  location.assign(safe);
  return true;
}

/** Where it was to lead. Taken once. */
export function nextTake(): string | undefined {
  try {
    const next = safeNext(sessionStorage.getItem(NEXT_KEY));
    sessionStorage.removeItem(NEXT_KEY);
    return next;
  } catch {
    return undefined;
  }
}
