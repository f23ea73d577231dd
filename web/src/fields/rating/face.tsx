/** Stars, with the figure for those who do not see them. */
import { Star } from "lucide";
import type { CellProps, FieldFace } from "../types";
import { asText } from "../values";
import { Stars } from "./Stars";

export const starsOf = (field: { max: number | string | null }): number => Math.max(1, Math.min(10, Number(field.max ?? 5) || 5));

function Cell({ field, value }: CellProps) {
  return <Stars value={Number(asText(value)) || 0} of={starsOf(field)} />;
}

export const face: FieldFace = { icon: Star, width: 120, isInline: true, picks: true, Cell, words: (value, field) => `${asText(value)}/${starsOf(field)}` };
