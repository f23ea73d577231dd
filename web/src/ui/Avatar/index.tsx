/** A round monogram for a person, a square tile for a record. Decoration: the name always stands beside it. */
import { cx } from "../classes";
import { Icon, type IconNode } from "../Icon";
import { personMonogram, recordMonogram, tintOf } from "./monogram";
import "./Avatar.css";

export interface AvatarProps {
  name: string;
  kind?: "person" | "record";
  size?: 18 | 20 | 24 | 32 | 40 | 48;
  /** Shown in the tile instead of the monogram. */
  icon?: IconNode;
}

export function Avatar({ name, kind = "person", size = 20, icon }: AvatarProps) {
  return (
    <span className={cx("k-avatar", `is-${kind}`, `is-${tintOf(name)}`)} style={{ width: size, height: size, fontSize: Math.round(size * 0.5) }} aria-hidden="true">
      {icon ? <Icon icon={icon} size={Math.round(size * 0.6)} /> : kind === "person" ? personMonogram(name) : recordMonogram(name)}
    </span>
  );
}
