/**
 * Words in the reader's language. `const t = useT(area)` gives the words of the area and of `common`; `useLabel()` picks from `{zh, en}`.
 * Not for the server's own messages, which already come in the reader's language.
 */
import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { Label, Language } from "../api/types";
import { type Dict, fill, labelIn, type Params } from "./core";
import { common } from "./dict/common";

export { type Dict, defineDict, fill, labelIn, localeOf, type Params } from "./core";

const LanguageContext = createContext<Language>("zh");

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

type CommonKey = keyof (typeof common)["zh"];
export type T<K extends string = never> = (key: K | CommonKey, params?: Params) => string;

/** The words of one area, and those of `common`. Areas are constants: give the imported one itself. */
export function useT<K extends string = never>(area?: Dict<K>): T<K> {
  const language = useLanguage();
  return useMemo(() => {
    const words: Partial<Record<string, string>> = { ...common[language], ...area?.[language] };
    return (key, params) => fill(language, words[key] ?? key, params);
  }, [language, area]);
}

/** `label(object.plural)` in the reader's language. */
export function useLabel(): (label: Label | null | undefined) => string {
  const language = useLanguage();
  return useMemo(() => (label: Label | null | undefined) => labelIn(language, label), [language]);
}
