/** A field's options as things to choose; a retired one only while it is the value. */
import type { Field, Label } from "../../lib/api/types";
import type { ChoiceItem } from "../../ui/ListBox";

export function optionItems(field: Pick<Field, "options">, label: (label: Label) => string, chosen: readonly string[]): ChoiceItem[] {
  return (field.options ?? [])
    .filter((option) => option.active || chosen.includes(option.key))
    .map((option) => ({ id: option.key, label: label(option.label), color: option.color }));
}
