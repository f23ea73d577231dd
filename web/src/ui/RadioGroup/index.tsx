/** One of a few, all visible, each with a sentence if needed. */
import { Radio, RadioGroup as AriaRadioGroup } from "react-aria-components/RadioGroup";
import { ariaFieldProps, FieldFoot, type FieldFrameProps, FieldLabel } from "../Field";
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
  return (
    <AriaRadioGroup
      {...ariaFieldProps(props)}
      className="k-field k-radios"
      orientation={props.orientation ?? "vertical"}
      value={props.value}
      onChange={(value) => {
        const item = props.items.find((entry) => entry.id === value);
        if (item) props.onChange(item.id);
      }}
    >
      <FieldLabel label={props.label} isRequired={props.isRequired} hideLabel={props.hideLabel} />
      <div className="k-radios-items">
        {props.items.map((item) => (
          <Radio key={item.id} value={item.id} isDisabled={item.isDisabled} className="k-radio">
            <span className="k-radio-dot" />
            <span>
              {item.label}
              {item.description && <span className="k-radio-note">{item.description}</span>}
            </span>
          </Radio>
        ))}
      </div>
      <FieldFoot description={props.description} error={props.error} />
    </AriaRadioGroup>
  );
}
