/** Line icons from Lucide's plain nodes. `label` makes it speak; without it the icon is decoration. */
import type { IconNode } from "lucide";
import { createElement, memo } from "react";

export type { IconNode } from "lucide";

export interface IconProps {
  icon: IconNode;
  size?: number;
  label?: string;
  className?: string;
  strokeWidth?: number;
}

export const Icon = memo(function Icon({ icon, size = 16, label, className, strokeWidth = 1.75 }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={strokeWidth}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {icon.map(([tag, attributes], index) => createElement(tag, { ...attributes, key: index }))}
    </svg>
  );
});
