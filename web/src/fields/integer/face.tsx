/** A whole number. */
import { Hash } from "lucide";
import { useFormat } from "../../lib/format";
import type { CellProps, FieldFace } from "../types";
import { asText } from "../values";

function Cell({ value }: CellProps) {
  return <span className="num">{useFormat().whole(asText(value))}</span>;
}

export const face: FieldFace = { icon: Hash, width: 110, align: "end", isInline: true, Cell, words: (value, _field, say) => say.format.whole(asText(value)) };
