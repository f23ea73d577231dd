/** Structured data from another system, shown as its text. */
import { Braces } from "lucide";
import type { FieldFace } from "../types";
import "./json.css";

export const face: FieldFace = {
  icon: Braces,
  width: 200,
  isInline: false,
  isWide: true,
  Cell: ({ value }) => <span className="mono ellipsis">{JSON.stringify(value)}</span>,
  View: ({ value }) => <pre className="f-json mono">{JSON.stringify(value, null, 2)}</pre>,
  words: (value) => JSON.stringify(value),
};
