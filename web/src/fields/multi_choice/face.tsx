/** Several of the field's options. */
import { ListChecks } from "lucide";
import { useLabel } from "../../lib/i18n";
import { Pill } from "../../ui/Pill";
import { Pills } from "../shared/Pills";
import type { CellProps, FieldFace } from "../types";
import { asStrings } from "../values";

function Cell({ field, value }: CellProps) {
  const label = useLabel();
  return (
    <Pills>
      {asStrings(value).map((key) => {
        const option = field.options?.find((entry) => entry.key === key);
        return (
          <Pill key={key} color={option?.color ?? "gray"} dot={false}>
            {option ? label(option.label) : key}
          </Pill>
        );
      })}
    </Pills>
  );
}

export const face: FieldFace = {
  icon: ListChecks,
  width: 180,
  isInline: true,
  Cell,
  words: (value, field, say) =>
    asStrings(value)
      .map((key) => {
        const option = field.options?.find((entry) => entry.key === key);
        return option ? say.label(option.label) : key;
      })
      .join(say.format.context.language === "zh" ? "、" : ", "),
};
