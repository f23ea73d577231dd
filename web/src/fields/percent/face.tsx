/** Parts of a hundred: a bar and the figure, because a bar alone tells nobody the number. */
import { Percent } from "lucide";
import { useFormat } from "../../lib/format";
import type { CellProps, FieldFace } from "../types";
import { asText } from "../values";
import "./percent.css";

function Cell({ value }: CellProps) {
  const format = useFormat();
  const share = Math.max(0, Math.min(100, Number(asText(value)) || 0));
  return (
    <span className="f-percent">
      <span className="f-percent-track" aria-hidden="true">
        <span className="f-percent-bar" style={{ width: `${share}%` }} />
      </span>
      <span className="num">{format.percent(asText(value))}</span>
    </span>
  );
}

export const face: FieldFace = { icon: Percent, width: 130, isInline: true, Cell, words: (value, _field, say) => say.format.percent(asText(value)) };
