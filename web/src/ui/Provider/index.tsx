/** Gives the components their language and the way to follow links. Not for theme: that is CSS on the root element. */
import type { ReactNode } from "react";
import { I18nProvider } from "react-aria-components/I18nProvider";
import { RouterProvider } from "react-aria-components";

export interface UiProviderProps {
  locale: "zh-CN" | "en-US";
  navigate(href: string): void;
  children: ReactNode;
}

export function UiProvider({ locale, navigate, children }: UiProviderProps) {
  return (
    <I18nProvider locale={locale}>
      <RouterProvider navigate={navigate}>{children}</RouterProvider>
    </I18nProvider>
  );
}
