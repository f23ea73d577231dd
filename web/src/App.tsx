/** The providers around everything, outermost first: data, preferences and words, components, routes. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { queryClient } from "./lib/api/queryClient";
import { localeOf, useLanguage } from "./lib/i18n";
import { PreferencesProvider } from "./lib/preferences";
import { router } from "./router";
import { UiProvider } from "./ui/locale";

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <PreferencesProvider>
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
