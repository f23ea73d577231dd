/** A span of days told by its distance from today. */
import { useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { Select } from "../../ui/Select";
import type { OperandProps } from "../types";
import { asText } from "../values";

export const SPANS = [
  "today", "yesterday", "tomorrow", "this_week", "last_week", "next_week", "this_month", "last_month", "next_month", "this_quarter", "last_quarter",
  "this_year", "last_year", "last_7_days", "last_30_days", "last_90_days", "next_7_days", "next_30_days",
] as const;

export function Within({ label, value, onChange }: Pick<OperandProps, "label" | "value" | "onChange">) {
  const t = useT(fieldWords);
  return <Select label={label} hideLabel items={SPANS.map((id) => ({ id, label: t(`within.${id}`) }))} value={asText(value) || null} onChange={onChange} />;
}
