/** An address on the web, opened in a tab of its own. What could run something is shown as its text. */
import { Link as LinkIcon } from "lucide";
import { safeHref } from "../../lib/richtext";
import { Link } from "../../ui/Link";
import type { CellProps, FieldFace } from "../types";
import { asText } from "../values";

function Cell({ value }: CellProps) {
  const text = asText(value);
  const href = safeHref(text);
  const shown = text.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
  if (href === null) return <span className="ellipsis">{text}</span>;
  return (
    <Link href={href} target="_blank" rel="noopener noreferrer" className="ellipsis">
      {shown}
    </Link>
  );
}

export const face: FieldFace = { icon: LinkIcon, width: 180, isInline: true, Cell, words: asText };
