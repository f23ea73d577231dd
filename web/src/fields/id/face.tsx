/** A record's own id: for programs, shown only on request. */
import { Fingerprint } from "lucide";
import type { FieldFace } from "../types";
import { asText } from "../values";

export const face: FieldFace = {
  icon: Fingerprint,
  width: 220,
  isInline: false,
  Cell: ({ value }) => <span className="mono ellipsis">{asText(value)}</span>,
  words: asText,
};
