/** An amount in a currency. */
import { Banknote } from "lucide";
import { useFormat } from "../../lib/format";
import type { CellProps, FieldFace } from "../types";
import { asMoney } from "../values";

function Cell({ value }: CellProps) {
  const format = useFormat();
  const money = asMoney(value);
  return <span className="num ellipsis">{money ? format.money(money) : ""}</span>;
}

export const face: FieldFace = {
  icon: Banknote,
  width: 140,
  align: "end",
  isInline: true,
  Cell,
  words: (value, _field, say) => {
    const money = asMoney(value);
    return money ? say.format.money(money) : "";
  },
};
