/** A person of the company. */
import { UserRound } from "lucide";
import { Avatar } from "../../ui/Avatar";
import type { CellProps, FieldFace } from "../types";
import { asRef } from "../values";
import "../shared/shared.css";

function Cell({ value }: CellProps) {
  const label = asRef(value)?.label ?? "";
  return (
    <span className="f-ref">
      <Avatar name={label} />
      <span className="ellipsis">{label}</span>
    </span>
  );
}

export const face: FieldFace = { icon: UserRound, width: 140, isInline: true, picks: true, Cell, words: (value) => asRef(value)?.label ?? "" };
