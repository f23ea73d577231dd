/** A small select of the platform's own: for tables of many choices, where sixty rich lists would be too much. For a form take Select. */
import { ChevronDown } from "lucide";
import { cx } from "../classes";
import { Icon } from "../Icon";
import "./NativeSelect.css";

export interface NativeChoice<V extends string> {
  id: V;
  label: string;
  isDisabled?: boolean;
}

export interface NativeSelectProps<V extends string> {
  label: string;
  items: readonly NativeChoice<V>[];
  value: V;
  onChange(value: V): void;
  isDisabled?: boolean;
  /** Tints the control by how much is given, 0 (nothing) to 4 (all). */
  level?: 0 | 1 | 2 | 3 | 4;
  /** Shows that the value comes from elsewhere. */
  isInherited?: boolean;
  isWide?: boolean;
}

export function NativeSelect<V extends string>(props: NativeSelectProps<V>) {
  const { label, items, value, onChange, level } = props;
  return (
    <span className={cx("k-nselect", props.isInherited && "is-inherited", props.isWide && "is-wide", props.isDisabled && "is-disabled")} data-level={level}>
      <select
        aria-label={label}
        value={value}
        disabled={props.isDisabled}
        onChange={(event) => {
          const found = items.find((item) => item.id === event.target.value);
          if (found) onChange(found.id);
        }}
      >
        {items.map((item) => (
          <option key={item.id} value={item.id} disabled={item.isDisabled}>
            {item.label}
          </option>
        ))}
      </select>
      <Icon icon={ChevronDown} size={13} />
    </span>
  );
}
