/** The number the server gives a record. */
import { Hash } from "lucide";
import type { FieldFace } from "../types";
import { asText } from "../values";

export const face: FieldFace = {
  icon: Hash,
  width: 130,
  isInline: false,
  Cell: ({ value }) => <span className="num ellipsis">{asText(value)}</span>,
  words: asText,
};
