/** An e-mail address; on a record's page it opens the reader's own mail program. */
import { Mail } from "lucide";
import { Link } from "../../ui/Link";
import type { FieldFace } from "../types";
import { asText } from "../values";

export const face: FieldFace = {
  icon: Mail,
  width: 190,
  isInline: true,
  Cell: ({ value }) => <span className="ellipsis">{asText(value)}</span>,
  View: ({ value }) => (
    <Link href={`mailto:${encodeURIComponent(asText(value)).replaceAll("%40", "@")}`} className="ellipsis">
      {asText(value)}
    </Link>
  ),
  words: asText,
};
