/** A setting that works at once. */
import type { ReactNode } from "react";
import { cx } from "../classes";
import "./Switch.css";

export interface SwitchProps {
  isSelected: boolean;
  onChange(isSelected: boolean): void;
  isDisabled?: boolean;
  name?: string;
  "aria-label"?: string;
  children?: ReactNode;
}

export function Switch(props: SwitchProps) {
  return (
    <label className={cx("k-switch", props.isSelected && "is-on", props.isDisabled && "is-disabled")}>
      <input
        type="checkbox"
        role="switch"
        className="k-native"
        name={props.name}
        checked={props.isSelected}
        disabled={props.isDisabled}
        aria-label={props["aria-label"]}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span className="k-switch-track">
        <span className="k-switch-knob" />
      </span>
      {props.children && <span>{props.children}</span>}
    </label>
  );
}
