/**
 * Theme, density, language and time zone of the reader. The server keeps them (PATCH /me); localStorage caches them so that
 * public/theme-init.js can set them before the first paint. Not for what a page remembers about itself.
 */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { setClientLanguage } from "../api/client";
import type { Density, Language, Me, Theme } from "../api/types";
import { LanguageProvider, localeOf } from "../i18n";

export interface Preferences {
  theme: Theme;
  density: Density;
  language: Language;
  timezone: string;
}

const STORE_KEY = "kedun.preferences";

/** What the last visit kept, with the browser's own settings for what is missing. */
export function readPreferences(stored: string | null, browserLanguage: string): Preferences {
  let kept: Partial<Preferences> = {};
  try {
    const parsed: unknown = JSON.parse(stored ?? "{}");
    if (typeof parsed === "object" && parsed !== null) kept = parsed;
  } catch {
    // Broken storage is the same as none.
  }
  const oneOf = <T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T => allowed.find((entry) => entry === value) ?? otherwise;
  return {
    theme: oneOf(kept.theme, ["light", "dark", "system"], "system"),
    density: oneOf(kept.density, ["compact", "normal", "roomy"], "normal"),
    language: oneOf(kept.language, ["zh", "en"], /^zh/i.test(browserLanguage) ? "zh" : "en"),
    timezone: typeof kept.timezone === "string" ? kept.timezone : Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

interface Controls extends Preferences {
  /** The theme in effect, with "system" resolved. */
  shownTheme: "light" | "dark";
  change(patch: Partial<Preferences>): void;
  /** Takes over what the server says about the reader. */
  adopt(me: Me): void;
}

const PreferencesContext = createContext<Controls | null>(null);

function stored(): string | null {
  try {
    return localStorage.getItem(STORE_KEY);
  } catch {
    return null;
  }
}

function useSystemDark(): boolean {
  const [dark, setDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const media = matchMedia("(prefers-color-scheme: dark)");
    const listen = () => setDark(media.matches);
    media.addEventListener("change", listen);
    return () => media.removeEventListener("change", listen);
  }, []);
  return dark;
}

export interface PreferencesProviderProps {
  /** Called with what the reader changed, to keep it on the server. */
  onChange?(patch: Partial<Preferences>): void;
  children: ReactNode;
}

export function PreferencesProvider({ onChange, children }: PreferencesProviderProps) {
  const [preferences, setPreferences] = useState(() => readPreferences(stored(), navigator.language));
  const systemDark = useSystemDark();
  const shownTheme = preferences.theme === "system" ? (systemDark ? "dark" : "light") : preferences.theme;

  useEffect(() => {
    const root = document.documentElement;
    root.dataset["theme"] = shownTheme;
    root.dataset["density"] = preferences.density;
    root.lang = localeOf(preferences.language);
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", shownTheme === "dark" ? "#101114" : "#f7f5f2");
    setClientLanguage(localeOf(preferences.language));
    try {
      localStorage.setItem(STORE_KEY, JSON.stringify(preferences));
    } catch {
      // Private mode: the server still keeps them.
    }
  }, [preferences, shownTheme]);

  const change = useCallback(
    (patch: Partial<Preferences>) => {
      setPreferences((old) => ({ ...old, ...patch }));
      onChange?.(patch);
    },
    [onChange],
  );
  const adopt = useCallback((me: Me) => {
    const { theme, density, language, timezone } = me.user;
    setPreferences((old) =>
      old.theme === theme && old.density === density && old.language === language && old.timezone === timezone ? old : { theme, density, language, timezone },
    );
  }, []);

  const controls = useMemo(() => ({ ...preferences, shownTheme, change, adopt }) satisfies Controls, [preferences, shownTheme, change, adopt]);
  return (
    <PreferencesContext value={controls}>
      <LanguageProvider language={preferences.language}>{children}</LanguageProvider>
    </PreferencesContext>
  );
}

export function usePreferences(): Controls {
  const controls = useContext(PreferencesContext);
  if (!controls) throw new Error("usePreferences outside PreferencesProvider");
  return controls;
}

export function useTimeZone(): string {
  return useContext(PreferencesContext)?.timezone ?? "UTC";
}
