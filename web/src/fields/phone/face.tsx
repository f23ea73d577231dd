/** A telephone number, kept as E.164 and shown in groups. */
import { Phone } from "lucide";
import { Link } from "../../ui/Link";
import type { FieldFace } from "../types";
import { asText } from "../values";
import { groupPhone } from "./group";

export const face: FieldFace = {
  icon: Phone,
  width: 150,
  isInline: true,
  Cell: ({ value }) => <span className="num ellipsis">{groupPhone(asText(value))}</span>,
  View: ({ value }) => (
    <Link href={`tel:${asText(value).replaceAll(/[^+\d]/g, "")}`} className="num">
      {groupPhone(asText(value))}
    </Link>
  ),
  words: (value) => groupPhone(asText(value)),
};
