/** One line of text. */
import { Type } from "lucide";
import type { FieldFace } from "../types";
import { asText } from "../values";

export const face: FieldFace = {
  icon: Type,
  width: 180,
  isInline: true,
  Cell: ({ value }) => <span className="ellipsis">{asText(value)}</span>,
  words: asText,
};
