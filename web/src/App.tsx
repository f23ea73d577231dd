/** The app behind sign-in: data, preferences and words, routes. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { keys } from "./lib/api/keys";
import { queryClient } from "./lib/api/queryClient";
import type { Me } from "./lib/api/types";
import { localeOf, useLanguage } from "./lib/i18n";
import { type Preferences, PreferencesProvider } from "./lib/preferences";
import { sendPreferences } from "./lib/preferences/pending";
import { router } from "./router";
import { UiProvider } from "./ui/locale";

/** A preference that could not be kept on the server still holds on this device. */
function keepPreferences(patch: Partial<Preferences>): void {
  const me = queryClient.getQueryData<Me>(keys.me());
  if (!me) return;
  queryClient.setQueryData<Me>(keys.me(), { ...me, user: { ...me.user, ...patch } });
  void sendPreferences(patch).then((next) => next && queryClient.setQueryData(keys.me(), next));
}

/** `me` is known already when the reader has just signed in. */
export function App({ me }: { me: Me | null }) {
  if (me && queryClient.getQueryData(keys.me()) === undefined) queryClient.setQueryData(keys.me(), me);
  return (
    <QueryClientProvider client={queryClient}>
      <PreferencesProvider onChange={keepPreferences}>
        <Localized />
      </PreferencesProvider>
    </QueryClientProvider>
  );
}

function Localized() {
  const language = useLanguage();
  return (
    <UiProvider locale={localeOf(language)} navigate={(href) => router.history.push(href)}>
      <RouterProvider router={router} />
    </UiProvider>
  );
}
