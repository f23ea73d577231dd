/** Several lines of text; its breaks are kept where there is room. */
import { TextInitial } from "lucide";
import type { FieldFace } from "../types";
import { asText } from "../values";
import "./long_text.css";

export const face: FieldFace = {
  icon: TextInitial,
  width: 240,
  isInline: false,
  isWide: true,
  Cell: ({ value }) => <span className="ellipsis">{asText(value).replaceAll(/\s+/g, " ")}</span>,
  View: ({ value }) => <p className="f-long">{asText(value)}</p>,
  words: asText,
};
