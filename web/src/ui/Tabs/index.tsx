/** Parts of one page, one at a time. Arrow keys move between the tabs. */
import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { cx } from "../classes";
import { Icon, type IconNode } from "../Icon";
import "./Tabs.css";

export interface TabItem {
  id: string;
  label: string;
  icon?: IconNode;
  count?: number | null;
  content: ReactNode;
}

export interface TabsProps {
  label: string;
  items: readonly TabItem[];
  selected: string;
  onSelect(id: string): void;
}

const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export function Tabs({ label, items, selected, onSelect }: TabsProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const at = Math.max(0, items.findIndex((item) => item.id === selected));
  const shown = items[at];
  const onKeyDown = (event: KeyboardEvent) => {
    const to = STEPS[event.key]?.(at, items.length);
    const next = to === undefined ? undefined : items[to];
    if (!next || to === undefined) return;
    event.preventDefault();
    onSelect(next.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to]?.focus();
  };
  return (
    <div className="k-tabs">
      <div ref={list} role="tablist" aria-label={label} className="k-tabs-list" onKeyDown={onKeyDown}>
        {items.map((item) => {
          const isOn = item === shown;
          return (
            <button
              key={item.id}
              type="button"
              role="tab"
              id={`${id}-${item.id}`}
              aria-selected={isOn}
              aria-controls={isOn ? `${id}-panel` : undefined}
              tabIndex={isOn ? 0 : -1}
              className={cx("k-tab", isOn && "is-on")}
              onClick={() => onSelect(item.id)}
            >
              {item.icon && <Icon icon={item.icon} size={15} />}
              {item.label}
              {item.count != null && <span className="k-tab-count num">{item.count}</span>}
            </button>
          );
        })}
      </div>
      {shown && (
        <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${shown.id}`} className="k-tab-panel" tabIndex={0}>
          {shown.content}
        </div>
      )}
    </div>
  );
}
