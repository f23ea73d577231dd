/** Two to four ways of seeing the same thing, switched at once. */
import { useId } from "react";
import { cx } from "../classes";
import { Icon, type IconNode } from "../Icon";
import "./SegmentedControl.css";

export interface Segment<V extends string> {
  id: V;
  label: string;
  icon?: IconNode;
  /** Only the icon is seen. */
  hideLabel?: boolean;
}

export interface SegmentedControlProps<V extends string> {
  label: string;
  items: readonly Segment<V>[];
  value: V;
  onChange(value: V): void;
}

export function SegmentedControl<V extends string>({ label, items, value, onChange }: SegmentedControlProps<V>) {
  const id = useId();
  return (
    <div role="radiogroup" aria-label={label} className="k-segments">
      {items.map((item) => (
        <label key={item.id} className={cx("k-segment", item.id === value && "is-on")} title={item.hideLabel ? item.label : undefined}>
          <input type="radio" className="k-native" name={id} value={item.id} checked={item.id === value} aria-label={item.label} onChange={() => onChange(item.id)} />
          {item.icon && <Icon icon={item.icon} size={15} />}
          {!item.hideLabel && <span>{item.label}</span>}
        </label>
      ))}
    </div>
  );
}
