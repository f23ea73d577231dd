/** Asks before saving whether a value is one: what an editor could not read is handed on as the text it is. The rules come with the editors. */
import { useCallback } from "react";
import type { Field } from "../lib/api/types";
import { useUi } from "../ui/locale";

/** The words for what must be put right first, by field. Empty when all is well. */
export function useFaults(): (values: readonly (readonly [Field, unknown])[]) => Promise<Record<string, string>> {
  const { locale } = useUi();
  return useCallback(
    async (values) => {
      const { valueFault } = await import("./limits");
      return Object.fromEntries(
        values.flatMap(([field, value]) => {
          const words = valueFault(field, value, locale);
          return words === null ? [] : [[field.name, words]];
        }),
      );
    },
    [locale],
  );
}
