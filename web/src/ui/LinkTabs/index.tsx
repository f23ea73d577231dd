/** Pages that belong together, each at an address of its own: looks like `Tabs`, but every one is a link. */
import { useEffect, useRef } from "react";
import { cx } from "../classes";
import { Link } from "../Link";
import "../Tabs/Tabs.css";

export interface LinkTab {
  id: string;
  label: string;
  href: string;
}

export interface LinkTabsProps {
  label: string;
  items: readonly LinkTab[];
  /** The page the reader is on. */
  current: string;
  className?: string;
}

export function LinkTabs({ label, items, current, className }: LinkTabsProps) {
  const list = useRef<HTMLUListElement>(null);
  // On a narrow screen the one that is on may stand outside of what is seen.
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return (
    <nav aria-label={label} className={className}>
      <ul ref={list} className="k-tabs-list">
        {items.map((item) => (
          <li key={item.id}>
            <Link href={item.href} isPlain className={cx("k-tab", item.id === current && "is-on")} aria-current={item.id === current ? "page" : undefined}>
              {item.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
