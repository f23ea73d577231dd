/**
 * The typed dictionary: an area is written in Chinese, and English must have exactly the same keys or it does not compile.
 * An area travels with the code that imports it, so sign-in does not carry the words of the settings.
 * Words may hold `{name}`, `{name:noun}` for the name of an object in running text, and the plural form `{n|record|records}` (one, other),
 * where `n` also formats as a number.
 */
import type { Label, Language } from "../api/types";

export type Words = Record<string, string>;
export type Params = Record<string, string | number>;

export interface Dict<K extends string> {
  zh: Record<K, string>;
  en: Record<K, string>;
}

/** Declares an area: `defineDict({ save: "保存" }, { save: "Save" })`. */
export function defineDict<const Z extends Words>(zh: Z, en: Record<keyof Z & string, string>): Dict<keyof Z & string> {
  return { zh, en };
}

export const localeOf = (language: Language): "zh-CN" | "en-US" => (language === "zh" ? "zh-CN" : "en-US");

const pluralRules = { zh: new Intl.PluralRules("zh-CN"), en: new Intl.PluralRules("en-US") };
const numbers = { zh: new Intl.NumberFormat("zh-CN"), en: new Intl.NumberFormat("en-US") };

/** "Sales Orders" stand as "sales orders" inside a sentence; abbreviations such as "SKU" stay. */
const asNoun = (language: Language, name: string): string => (language === "en" ? name.replaceAll(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase()) : name);

/** Fills a word's parameters. An absent parameter stays visible as `{name}`: better seen than silently empty. */
export function fill(language: Language, word: string, params: Params = {}): string {
  return word.replaceAll(/\{(\w+)(:noun)?(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, noun?: string, one?: string, other?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (one !== undefined && other !== undefined) return pluralRules[language].select(Number(value)) === "one" ? one : other;
    if (typeof value === "number") return numbers[language].format(value);
    return noun === undefined ? value : asNoun(language, value);
  });
}

/** The reader's side of a `{zh, en}` label; the other side when theirs is empty. */
export function labelIn(language: Language, label: Label | null | undefined): string {
  if (!label) return "";
  return label[language] || label.zh || label.en;
}
