/**
 * What a field's numbers must be like, and whether a value that was typed is one. Editors hand on what they could not read as the text it is,
 * so that it is kept and shown; whoever saves asks here first.
 */
import { useCallback } from "react";
import type { Field } from "../lib/api/types";
import { type NumberFault, type NumberLimits, readDecimal } from "../ui/NumberField/decimal";
import { useUi } from "../ui/locale";
import { numberFaultWords } from "../ui/NumberField/words";
import { asDecimal } from "./values";

/** What the server keeps of an amount when the field says nothing. */
const MONEY_DECIMALS = 4;

type Numeric = Pick<Field, "type" | "scale" | "min" | "max">;
const text = (value: number | string | null): string | undefined => (value === null || value === undefined ? undefined : String(value));

/** Null for fields that hold no number. */
export function numberLimits(field: Numeric): NumberLimits | null {
  const scale = field.scale ?? undefined;
  const range = { min: text(field.min), max: text(field.max) };
  switch (field.type) {
    case "integer":
      return { scale: 0, ...range };
    case "number":
      return { scale, ...range };
    case "percent":
      return { scale, isPercent: true, ...range };
    case "money":
      return { scale: scale ?? MONEY_DECIMALS };
    default:
      return null;
  }
}

/** What one may look for: as exact as the field, in any range. Stars are whole as well. */
export function operandLimits(field: Numeric & Pick<Field, "result_type">): NumberLimits {
  const type = field.type === "formula" || field.type === "rollup" ? field.result_type : field.type;
  if (type === "integer" || type === "rating") return { scale: 0 };
  return { scale: field.scale ?? undefined, isPercent: type === "percent" };
}

/** The amount of money is asked for by itself: its currency comes with it. */
function typedAmount(field: Numeric, value: unknown): string | null {
  const inner = field.type === "money" && typeof value === "object" && value !== null && "amount" in value ? value.amount : value;
  return asDecimal(inner);
}

/** Why the value of a number's field is none; null for everything else. A place of which one half could not be read still has that half as text. */
export function numberFault(field: Numeric, value: unknown): NumberFault | null {
  if (field.type === "location") return typeof value === "object" && value !== null && Object.values(value).some((half) => typeof half === "string") ? { kind: "unread" } : null;
  const limits = numberLimits(field);
  const amount = limits && typedAmount(field, value);
  return limits && amount !== null ? (readDecimal(amount, limits).fault ?? null) : null;
}

/** The words for what must be put right first, or null. */
export function valueFault(field: Field, value: unknown, locale: string): string | null {
  const fault = numberFault(field, value);
  return fault && numberFaultWords(fault, locale);
}

/** For those who are loaded with the editors; others ask through fault.ts. */
export function useValueFault(): (field: Field, value: unknown) => string | null {
  const { locale } = useUi();
  return useCallback((field, value) => valueFault(field, value, locale), [locale]);
}
