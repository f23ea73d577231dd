/** One of the field's options, as a pill in its colour. A retired option keeps its word. */
import { CircleDot } from "lucide";
import { useLabel } from "../../lib/i18n";
import { Pill } from "../../ui/Pill";
import type { CellProps, FieldFace } from "../types";
import { asText } from "../values";

function Cell({ field, value }: CellProps) {
  const label = useLabel();
  const option = field.options?.find((entry) => entry.key === value);
  return <Pill color={option?.color ?? "gray"}>{option ? label(option.label) : asText(value)}</Pill>;
}

export const face: FieldFace = {
  icon: CircleDot,
  width: 130,
  isInline: true,
  picks: true,
  Cell,
  words: (value, field, say) => {
    const option = field.options?.find((entry) => entry.key === value);
    return option ? say.label(option.label) : asText(value);
  },
};
