/** When a cell waits for the server's word before it closes. Pure. */
import type { Field } from "../../lib/api/types";

/** Kinds only the server can judge: it knows every numbering plan, and what other records hold. */
const JUDGED: readonly Field["type"][] = ["phone", "email", "url"];

/**
 * Enter waits: the value is there or its refusal is. Tab goes on at once, for whoever tabs is typing already, unless the value is of a kind
 * that is refused often. What is picked from a list is right.
 */
export function waitsForAnswer(field: Pick<Field, "type" | "unique">, move: "stay" | "leave" | "down" | "next" | "previous"): boolean {
  if (move === "down" || move === "leave") return true;
  return (move === "next" || move === "previous") && (field.unique || JUDGED.includes(field.type));
}
