/** Yes or no. */
import { Check, Minus, ToggleLeft } from "lucide";
import { useT } from "../../lib/i18n";
import { Icon } from "../../ui/Icon";
import type { CellProps, FieldFace } from "../types";
import "./boolean.css";

function Cell({ value }: CellProps) {
  const t = useT();
  return (
    <span className={value === true ? "f-boolean is-yes" : "f-boolean"}>
      <Icon icon={value === true ? Check : Minus} size={14} />
      {t(value === true ? "yes" : "no")}
    </span>
  );
}

export const face: FieldFace = { icon: ToggleLeft, width: 96, isInline: true, picks: true, Cell, words: (value, _field, say) => (value === true ? say.yes : say.no) };
