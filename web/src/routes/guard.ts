/** Who may enter: below the shell only people who are signed in. Rights inside come with the data. */
import { isApiError } from "../lib/api/error";
import { meQuery, objectsQuery } from "../lib/api/hooks";
import { queryClient } from "../lib/api/queryClient";
import { signInHref } from "../lib/next";
import { ensureIcons } from "../ui/Icon/named";

/**
 * Leaves the app for good: the page is loaded anew, so nothing of the session stays in memory. The reader comes back to the address as it
 * stands in the browser: the router's own has been read and written anew, and what an app sends people with must come through as it was.
 */
export function leaveToSignIn(): void {
  location.replace(signInHref(location.pathname + location.search + location.hash));
}

/** For loaders: whoever is not signed in any more is being led away already, and sees nothing more of this page. */
export const untilLeft = <A>(data: Promise<A>): Promise<A> =>
  data.catch((error: unknown) => {
    if (isApiError(error) && error.status === 401) return new Promise<never>(() => undefined);
    throw error;
  });

/** Loads the reader and the objects before anything below the shell is drawn. */
export async function requireSignedIn(): Promise<void> {
  try {
    await queryClient.ensureQueryData(meQuery());
  } catch (error) {
    if (!isApiError(error) || error.status !== 401) throw error;
    leaveToSignIn();
    // The page is on its way out: show nothing more of this one.
    await new Promise(() => undefined);
  }
  const { items } = await queryClient.ensureQueryData(objectsQuery());
  await ensureIcons(items.map((object) => object.icon));
}
