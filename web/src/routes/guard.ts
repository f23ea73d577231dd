/** Who may enter: below the shell only people who are signed in. Rights inside come with the data. */
import { redirect } from "@tanstack/react-router";
import { isApiError } from "../lib/api/error";
import { meQuery, objectsQuery } from "../lib/api/hooks";
import { queryClient } from "../lib/api/queryClient";

/** Only addresses of our own app: "/o/account?view=1", never "//elsewhere". */
export function safeNext(next: unknown): string | undefined {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in") ? next : undefined;
}

export function signInHref(next: string): string {
  const safe = safeNext(next);
  return safe === undefined || safe === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(safe)}`;
}

/** Loads the reader and the objects before anything below the shell is drawn. */
export async function requireSignedIn(href: string): Promise<void> {
  try {
    await queryClient.ensureQueryData(meQuery());
  } catch (error) {
    if (isApiError(error) && error.status === 401) throw redirect({ href: signInHref(href) });
    throw error;
  }
  await queryClient.ensureQueryData(objectsQuery());
}
