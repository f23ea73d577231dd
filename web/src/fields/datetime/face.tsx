/** An instant, told as people tell it: near ones by their distance, far ones by their day. */
import { Clock } from "lucide";
import { useFormat } from "../../lib/format";
import { dayOf } from "../../lib/format/core";
import type { CellProps, FieldFace } from "../types";
import { asText } from "../values";

const NEAR_MS = 14 * 86_400_000;

function Cell({ value }: CellProps) {
  const format = useFormat();
  const text = asText(value);
  const isNear = Math.abs(Date.parse(text) - Date.now()) < NEAR_MS;
  return (
    <time dateTime={text} title={format.dateTime(text, "long")} className="num ellipsis">
      {isNear ? format.relative(text) : format.date(dayOf(format.context, new Date(text)))}
    </time>
  );
}

function View({ value }: CellProps) {
  const format = useFormat();
  const text = asText(value);
  return (
    <time dateTime={text} title={format.relative(text)} className="num">
      {format.dateTime(text)}
    </time>
  );
}

export const face: FieldFace = { icon: Clock, width: 140, isInline: true, Cell, View, words: (value, _field, say) => say.format.dateTime(asText(value)) };
