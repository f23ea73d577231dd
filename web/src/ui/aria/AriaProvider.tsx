/**
 * Hands the language and the router to React Aria. Every component that rests on React Aria puts its parts inside this, so that the library
 * is loaded with the first menu, dialog or list that opens and not with the page.
 */
import type { ReactNode } from "react";
import { RouterProvider } from "react-aria-components";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { useUi } from "../locale";

export function AriaProvider({ children }: { children: ReactNode }) {
  const { locale, navigate } = useUi();
  return (
    <I18nProvider locale={locale}>
      <RouterProvider navigate={navigate}>{children}</RouterProvider>
    </I18nProvider>
  );
}
