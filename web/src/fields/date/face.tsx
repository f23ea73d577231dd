/** A calendar day. It has no time zone. */
import { Calendar } from "lucide";
import { useFormat } from "../../lib/format";
import type { CellProps, FieldFace } from "../types";
import { asText } from "../values";

function Cell({ value }: CellProps) {
  const format = useFormat();
  return (
    <time dateTime={asText(value)} title={format.date(asText(value), "long")} className="num">
      {format.date(asText(value))}
    </time>
  );
}

export const face: FieldFace = { icon: Calendar, width: 130, isInline: true, Cell, words: (value, _field, say) => say.format.date(asText(value)) };
