/** A team of the company. */
import { Network } from "lucide";
import type { FieldFace } from "../types";
import { asRef } from "../values";

export const face: FieldFace = {
  icon: Network,
  width: 140,
  isInline: true,
  picks: true,
  Cell: ({ value }) => <span className="ellipsis">{asRef(value)?.label}</span>,
  words: (value) => asRef(value)?.label ?? "",
};
