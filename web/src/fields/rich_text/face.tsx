/** Text with headings, lists and links, drawn from a tree of known tags: the browser never parses it as HTML. */
import { Pilcrow } from "lucide";
import { richTextToPlain } from "../../lib/richtext";
import type { FieldFace } from "../types";
import { asText } from "../values";
import { RichText } from "./RichText";

export const face: FieldFace = {
  icon: Pilcrow,
  width: 240,
  isInline: false,
  isWide: true,
  Cell: ({ value }) => <span className="ellipsis">{richTextToPlain(asText(value))}</span>,
  View: ({ value }) => <RichText html={asText(value)} />,
  words: (value) => richTextToPlain(asText(value)),
};
