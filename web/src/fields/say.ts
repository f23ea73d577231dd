/** Everything a field needs to put its value into words. */
import { useMemo } from "react";
import type { Label } from "../lib/api/types";
import { type Format, useFormat } from "../lib/format";
import { useLabel, useT } from "../lib/i18n";

export interface Say {
  format: Format;
  label(label: Label | null | undefined): string;
  yes: string;
  no: string;
  hidden: string;
}

export function useSay(): Say {
  const t = useT();
  const format = useFormat();
  const label = useLabel();
  return useMemo(() => ({ format, label, yes: t("yes"), no: t("no"), hidden: t("value.hiddenRecord") }), [t, format, label]);
}
