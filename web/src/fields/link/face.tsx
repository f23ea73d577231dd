/** Another record. One the reader may not see is said to be there, and nothing more. */
import { Lock, Waypoints } from "lucide";
import { useT } from "../../lib/i18n";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { Link } from "../../ui/Link";
import type { CellProps, FieldFace } from "../types";
import { asLink } from "../values";
import "../shared/shared.css";

function Cell({ value }: CellProps) {
  const t = useT();
  const link = asLink(value);
  if (!link) return null;
  if (link.label === null) {
    return (
      <span className="f-ref f-hidden">
        <Icon icon={Lock} size={13} />
        <span className="ellipsis">{t("value.hiddenRecord")}</span>
      </span>
    );
  }
  return (
    <span className="f-ref">
      <Avatar name={link.label} kind="record" />
      <Link href={`/o/${link.object}/${link.id}`} isQuiet className="ellipsis">
        {link.label}
      </Link>
    </span>
  );
}

export const face: FieldFace = {
  icon: Waypoints,
  width: 190,
  isInline: true,
  picks: true,
  Cell,
  words: (value, _field, say) => {
    const link = asLink(value);
    return link ? (link.label ?? say.hidden) : "";
  },
};
