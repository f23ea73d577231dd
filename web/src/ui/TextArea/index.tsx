/** Several lines of text; grows with what is written. */
import { TextArea as AriaTextArea } from "react-aria-components/TextArea";
import { TextField as AriaTextField } from "react-aria-components/TextField";
import { ariaFieldProps, FieldFoot, type FieldFrameProps, FieldLabel } from "../Field";
import "./TextArea.css";

export interface TextAreaProps extends FieldFrameProps {
  value: string;
  onChange(value: string): void;
  rows?: number;
  placeholder?: string;
  maxLength?: number;
}

export function TextArea(props: TextAreaProps) {
  return (
    <AriaTextField {...ariaFieldProps(props)} className="k-field" value={props.value} onChange={props.onChange}>
      <FieldLabel label={props.label} isRequired={props.isRequired} hideLabel={props.hideLabel} />
      <AriaTextArea className="k-control k-textarea" rows={props.rows ?? 3} placeholder={props.placeholder} maxLength={props.maxLength} />
      <FieldFoot description={props.description} error={props.error} />
    </AriaTextField>
  );
}
