/** A link that the app's router follows. */
import type { ReactNode } from "react";
import { Link as AriaLink, type LinkProps as AriaLinkProps } from "react-aria-components/Link";
import { cx } from "../classes";
import "./Link.css";

export interface LinkProps extends Omit<AriaLinkProps, "className" | "style" | "children"> {
  className?: string;
  /** Looks like the text around it until the pointer is on it. */
  isQuiet?: boolean;
  children: ReactNode;
}

export function Link({ className, isQuiet, ...props }: LinkProps) {
  return <AriaLink {...props} className={cx("k-link", isQuiet && "is-quiet", className)} />;
}
