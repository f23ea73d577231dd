/** A postal address, in the order of the reader's language. */
import { MapPin } from "lucide";
import { useFormat } from "../../lib/format";
import type { CellProps, FieldFace } from "../types";
import { asAddress } from "../values";

function Cell({ value }: CellProps) {
  return <span className="ellipsis">{useFormat().address(asAddress(value))}</span>;
}
function View({ value }: CellProps) {
  return <span>{useFormat().address(asAddress(value))}</span>;
}

export const face: FieldFace = { icon: MapPin, width: 220, isInline: false, isWide: true, Cell, View, words: (value, _field, say) => say.format.address(asAddress(value)) };
