/** Formulas and roll-ups have no look of their own: they borrow their result's. */
import type { Field } from "../../lib/api/types";
import type { Say } from "../say";
import type { CellProps } from "../types";
import { resultFace } from "../registry";

export function DerivedCell({ field, value }: CellProps) {
  const { Cell } = resultFace(field);
  return <Cell field={field} value={value} />;
}

export function derivedWords(value: unknown, field: Field, say: Say): string {
  return resultFace(field).words(value, field, say);
}
