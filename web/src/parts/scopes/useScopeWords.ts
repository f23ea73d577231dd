/** Scopes in few words, for lists: "Accounts, Contacts: read". The server's whole sentences are in `ScopeSentences`. */
import { useMemo } from "react";
import { useObjects } from "../../lib/api/hooks";
import { useLabel, useLanguage, useT } from "../../lib/i18n";
import { scopeWords } from "../../lib/i18n/dict/scopes";
import { ALL_OBJECTS, groupScopes } from "./model";

type Key = keyof (typeof scopeWords)["zh"];

/** A line for each group. A scope that has no words here stands as it is. */
export function useScopeWords(): (scopes: readonly string[]) => string[] {
  const t = useT(scopeWords);
  const label = useLabel();
  const language = useLanguage();
  const objects = useObjects();
  return useMemo(() => {
    const nameOf = (object: string) => (object === ALL_OBJECTS ? t("records.all") : label(objects.find(({ name }) => name === object)?.plural) || object);
    const inRow = (word: string) => (language === "en" ? word.toLowerCase() : word);
    const wordOf = (scope: string) => {
      const key = `word.${scope}`;
      return key in scopeWords.zh ? t(key as Key) : scope;
    };
    return (scopes) => {
      if (scopes.length === 0) return [t("nothing")];
      const { records, others } = groupScopes(scopes);
      const lines = records.map((group) => t("line", { objects: group.objects.map(nameOf).join(t("and")), verbs: group.verbs.map((verb) => inRow(t(`verb.${verb}`))).join(t("and")) }));
      return others.length === 0 ? lines : [...lines, others.map(wordOf).join(t("and"))];
    };
  }, [t, label, language, objects]);
}
