/** Several lines of text; grows with what is written. */
import { NativeField } from "../Field/frame";
import type { FieldFrameProps } from "../Field/types";
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
    <NativeField frame={props}>
      {(ids) => (
        <textarea
          {...ids}
          className="k-control k-textarea"
          data-invalid={props.error ? true : undefined}
          data-disabled={props.isDisabled || undefined}
          name={props.name}
          value={props.value}
          rows={props.rows ?? 3}
          disabled={props.isDisabled}
          readOnly={props.isReadOnly}
          autoFocus={props.autoFocus}
          placeholder={props.placeholder}
          maxLength={props.maxLength}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </NativeField>
  );
}
