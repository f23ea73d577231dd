/** The frame of the controls that rest on React Aria: label above, help or error below. For native controls see frame.tsx. */
import { FieldError } from "react-aria-components/FieldError";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import type { FieldFrameProps } from "./types";
import "./Field.css";

export type { FieldFrameProps } from "./types";

export function FieldLabel({ label, isRequired, hideLabel }: Pick<FieldFrameProps, "label" | "isRequired" | "hideLabel">) {
  return (
    <Label className={hideLabel ? "sr-only" : "k-field-label"}>
      {label}
      {isRequired && (
        <span className="k-field-required" aria-hidden="true">
          *
        </span>
      )}
    </Label>
  );
}

export function FieldFoot({ description, error }: Pick<FieldFrameProps, "description" | "error">) {
  return (
    <>
      {description && !error && (
        <Text slot="description" className="k-field-help">
          {description}
        </Text>
      )}
      <FieldError className="k-field-error">{error}</FieldError>
    </>
  );
}

/** What React Aria's fields need from the frame. Errors come as words, so the browser's own checks stay off. */
export function ariaFieldProps({ error, isRequired, isDisabled, isReadOnly, autoFocus, name }: FieldFrameProps) {
  return { isInvalid: Boolean(error), isRequired, isDisabled, isReadOnly, autoFocus, name, validationBehavior: "aria" as const };
}
