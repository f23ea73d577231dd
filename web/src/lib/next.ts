/** Where to go after signing in. Not for links inside the app. */

/** Only addresses of our own app: "/o/account?view=1", never "//elsewhere". */
export function safeNext(next: unknown): string | undefined {
  // Readers of addresses drop tabs and line breaks, and take a backslash for a slash.
  return typeof next === "string" && /^\/(?!\/)/.test(next) && !/[\u0000-\u001f\\]/.test(next) && !/^\/(sign-in|setup|invitation|reset|unlock|sso)(\/|\?|$)/.test(next) ? next : undefined;
}

export function signInHref(next: string): string {
  const safe = safeNext(next);
  return safe === undefined || safe === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(safe)}`;
}
