/** What every component may need to know: the reader's language, and how to follow a link inside the app. Costs nothing to load. */
import { createContext, type ReactNode, useContext } from "react";

export interface UiContextValue {
  locale: "zh-CN" | "en-US";
  navigate(href: string): void;
}

const UiContext = createContext<UiContextValue>({ locale: "zh-CN", navigate: (href) => location.assign(href) });

export function UiProvider({ children, ...value }: UiContextValue & { children: ReactNode }) {
  return <UiContext value={value}>{children}</UiContext>;
}

export function useUi(): UiContextValue {
  return useContext(UiContext);
}
