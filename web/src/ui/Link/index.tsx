/** A link. One that stays inside the app is followed by the router, unless the reader asks for a new tab. */
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from "react";
import { cx } from "../classes";
import { useUi } from "../locale";
import "./Link.css";

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "style" | "href"> {
  href: string;
  /** Looks like the text around it until the pointer is on it. */
  isQuiet?: boolean;
  /** Looks only as its class says. */
  isPlain?: boolean;
  children: ReactNode;
}

const isInside = (href: string) => href.startsWith("/") && !href.startsWith("//") && !href.startsWith("/api/");

export function Link({ className, isQuiet, isPlain, href, onClick, target, ...props }: LinkProps) {
  const { navigate } = useUi();
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !plain || target || !isInside(href)) return;
    event.preventDefault();
    navigate(href);
  };
  return <a {...props} href={href} target={target} rel={isInside(href) ? undefined : "noreferrer noopener"} className={cx(!isPlain && "k-link", isQuiet && "is-quiet", className)} onClick={follow} />;
}
