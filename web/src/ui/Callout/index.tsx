/** A note in the page that stays: what to know before acting, or what went wrong with the whole form. */
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide";
import type { ReactNode } from "react";
import { cx } from "../classes";
import { Icon } from "../Icon";
import "./Callout.css";

const ICONS = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleAlert };

export interface CalloutProps {
  tone?: keyof typeof ICONS;
  title?: string;
  children?: ReactNode;
  actions?: ReactNode;
}

export function Callout({ tone = "info", title, children, actions }: CalloutProps) {
  return (
    <div className={cx("k-callout", `is-${tone}`)} role={tone === "danger" ? "alert" : "note"}>
      <Icon icon={ICONS[tone]} size={17} />
      <div className="k-callout-words">
        {title && <p className="k-callout-title">{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {actions}
    </div>
  );
}
