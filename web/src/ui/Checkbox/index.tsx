/** Yes or no, kept when the form is saved. For a setting that works at once use Switch. */
import { Check, Minus } from "lucide";
import { type ReactNode, useEffect, useRef } from "react";
import { cx } from "../classes";
import { Icon } from "../Icon";
import "./Checkbox.css";

export interface CheckboxProps {
  isSelected: boolean;
  onChange?(isSelected: boolean): void;
  isIndeterminate?: boolean;
  isDisabled?: boolean;
  isReadOnly?: boolean;
  name?: string;
  "aria-label"?: string;
  /** Reached by other means than Tab, as in the grid. */
  excludeFromTabOrder?: boolean;
  children?: ReactNode;
}

export function Checkbox(props: CheckboxProps) {
  const { isSelected, isIndeterminate = false, children } = props;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.indeterminate = isIndeterminate;
  }, [isIndeterminate]);
  return (
    <label className={cx("k-checkbox", (isSelected || isIndeterminate) && "is-on", props.isDisabled && "is-disabled")}>
      <input
        ref={input}
        type="checkbox"
        className="k-native"
        name={props.name}
        checked={isSelected}
        disabled={props.isDisabled}
        aria-label={props["aria-label"]}
        tabIndex={props.excludeFromTabOrder ? -1 : undefined}
        onChange={(event) => !props.isReadOnly && props.onChange?.(event.target.checked)}
      />
      <span className="k-checkbox-box">
        {isIndeterminate ? <Icon icon={Minus} size={12} strokeWidth={3} /> : isSelected ? <Icon icon={Check} size={12} strokeWidth={3} /> : null}
      </span>
      {children && <span>{children}</span>}
    </label>
  );
}
