/** A button with only an icon. Its label is its name and its tooltip. */
import { nativeButtonProps, type PressProps } from "../Button/press";
import { cx } from "../classes";
import { Icon, type IconNode } from "../Icon";
import { Tooltip } from "../Tooltip";
import "./IconButton.css";

export interface IconButtonProps extends PressProps {
  icon: IconNode;
  label: string;
  /** The caps of its shortcut, for the tooltip. */
  caps?: readonly string[];
  size?: "small" | "normal";
  isActive?: boolean;
  tooltip?: boolean;
}

export function IconButton({ icon, label, caps, size = "normal", isActive, tooltip = true, ...props }: IconButtonProps) {
  const button = (
    <button {...nativeButtonProps(props)} aria-label={label} className={cx("k-icon-button", `is-${size}`, isActive && "is-active")}>
      <Icon icon={icon} size={size === "small" ? 15 : 17} />
    </button>
  );
  return tooltip ? (
    <Tooltip content={label} caps={caps}>
      {button}
    </Tooltip>
  ) : (
    button
  );
}
