/** A button with words. For one with only an icon use IconButton. `isPending` keeps its width and stops further presses. */
import type { ReactNode } from "react";
import { cx } from "../classes";
import { Icon, type IconNode } from "../Icon";
import { Spinner } from "../Spinner";
import { nativeButtonProps, type PressProps } from "./press";
import "./Button.css";

export interface ButtonProps extends PressProps {
  variant?: "primary" | "secondary" | "quiet" | "danger" | "dashed";
  size?: "small" | "normal" | "large";
  icon?: IconNode;
  /** Shown after the words, such as a count or a chevron. */
  trailing?: ReactNode;
  /** Stays pressed, as a filter that is on. */
  isActive?: boolean;
  isWide?: boolean;
  children: ReactNode;
}

export function Button({ variant = "secondary", size = "normal", icon, trailing, isActive, isWide, children, ...props }: ButtonProps) {
  return (
    <button
      {...nativeButtonProps(props)}
      data-pending={props.isPending || undefined}
      className={cx("k-button", `is-${variant}`, `is-${size}`, isActive && "is-active", isWide && "is-wide")}
    >
      {icon && <Icon icon={icon} size={size === "small" ? 14 : 16} />}
      <span className="k-button-words">{children}</span>
      {trailing}
      {props.isPending && (
        <span className="k-button-wait">
          <Spinner size={14} delayMs={0} />
        </span>
      )}
    </button>
  );
}
