/** A button with only an icon. Its label is its name and its tooltip. */
import type { Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { cx } from "../classes";
import { Icon, type IconNode } from "../Icon";
import { Tooltip } from "../Tooltip";
import "./IconButton.css";

export interface IconButtonProps extends Omit<AriaButtonProps, "className" | "style" | "children"> {
  icon: IconNode;
  label: string;
  /** The caps of its shortcut, for the tooltip. */
  caps?: readonly string[];
  size?: "small" | "normal";
  isActive?: boolean;
  tooltip?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ icon, label, caps, size = "normal", isActive, tooltip = true, ...props }: IconButtonProps) {
  const button = (
    <AriaButton {...props} aria-label={label} className={cx("k-icon-button", `is-${size}`, isActive && "is-active")}>
      <Icon icon={icon} size={size === "small" ? 15 : 17} />
    </AriaButton>
  );
  return tooltip ? (
    <Tooltip content={label} caps={caps}>
      {button}
    </Tooltip>
  ) : (
    button
  );
}
