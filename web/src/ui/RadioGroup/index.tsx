/** One of a few, all visible, each with a sentence if needed. */
import { useId } from "react";
import { cx } from "../classes";
import type { FieldFrameProps } from "../Field/types";
import "../Field/Field.css";
import "./RadioGroup.css";

export interface RadioItem<V extends string> {
  id: V;
  label: string;
  description?: string;
  isDisabled?: boolean;
}

export interface RadioGroupProps<V extends string> extends FieldFrameProps {
  items: readonly RadioItem<V>[];
  value: V | null;
  onChange(value: V): void;
  orientation?: "vertical" | "horizontal";
}

export function RadioGroup<V extends string>(props: RadioGroupProps<V>) {
  const id = useId();
  const foot = props.error ?? props.description;
  return (
    <fieldset
      role="radiogroup"
      className={cx("k-field k-radios", props.orientation === "horizontal" && "is-horizontal")}
      disabled={props.isDisabled}
      aria-required={props.isRequired || undefined}
      aria-invalid={props.error ? true : undefined}
      aria-describedby={foot ? `${id}-foot` : undefined}
    >
      <legend className={props.hideLabel ? "sr-only" : "k-field-label"}>{props.label}</legend>
      <div className="k-radios-items">
        {props.items.map((item) => (
          <label key={item.id} className={cx("k-radio", props.value === item.id && "is-on", (item.isDisabled || props.isDisabled) && "is-disabled")}>
            <input
              type="radio"
              className="k-native"
              name={props.name ?? id}
              value={item.id}
              checked={props.value === item.id}
              disabled={item.isDisabled}
              onChange={() => !props.isReadOnly && props.onChange(item.id)}
            />
            <span className="k-radio-dot" />
            <span>
              {item.label}
              {item.description && <span className="k-radio-note">{item.description}</span>}
            </span>
          </label>
        ))}
      </div>
      {foot && (
        <span id={`${id}-foot`} className={props.error ? "k-field-error" : "k-field-help"}>
          {foot}
        </span>
      )}
    </fieldset>
  );
}
