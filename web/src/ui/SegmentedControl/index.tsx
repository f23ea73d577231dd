/** Two to four ways of seeing the same thing, switched at once. */
import { ToggleButton } from "react-aria-components/ToggleButton";
import { ToggleButtonGroup } from "react-aria-components/ToggleButtonGroup";
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
  return (
    <ToggleButtonGroup
      aria-label={label}
      className="k-segments"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const item = items.find((entry) => keys.has(entry.id));
        if (item) onChange(item.id);
      }}
    >
      {items.map((item) => (
        <ToggleButton key={item.id} id={item.id} className="k-segment" aria-label={item.hideLabel ? item.label : undefined}>
          {item.icon && <Icon icon={item.icon} size={15} />}
          {!item.hideLabel && item.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
