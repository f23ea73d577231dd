/** The app behind sign-in: data, preferences and words, routes. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { keys } from "./lib/api/keys";
import { onProofNeeded } from "./lib/api/prove";
import { queryClient } from "./lib/api/queryClient";
import type { Me } from "./lib/api/types";
import { localeOf, useLanguage } from "./lib/i18n";
import { type Preferences, PreferencesProvider } from "./lib/preferences";
import { sendPreferences } from "./lib/preferences/pending";
import { router } from "./router";
import { lately } from "./ui/lately";
import { UiProvider } from "./ui/locale";

const StepUpDialog = lately(() => import("./pages/step-up/StepUpDialog"), (module) => module.StepUpDialog);

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
      <ProofAsked />
    </UiProvider>
  );
}

/** Answers the client, wherever in the app a call was refused for want of a fresh proof. */
function ProofAsked() {
  const [answer, setAnswer] = useState<((isProved: boolean) => void) | null>(null);
  useEffect(() => onProofNeeded(() => new Promise((resolve) => setAnswer(() => resolve))), []);
  if (!answer) return null;
  const close = (isProved: boolean) => {
    setAnswer(null);
    answer(isProved);
  };
  const proved = (until?: string) => {
    queryClient.setQueryData<Me>(keys.me(), (me) => me && { ...me, proved_until: until ?? me.proved_until });
    close(true);
  };
  return (
    <Suspense>
      <StepUpDialog onProved={proved} onCancel={() => close(false)} />
    </Suspense>
  );
}
