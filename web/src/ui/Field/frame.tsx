/** The frame around a native control: label, help and error tied to it by id. */
import { type ReactNode, useId } from "react";
import type { FieldFrameProps } from "./types";
import "./Field.css";

export interface ControlIds {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  "aria-required": true | undefined;
}

export function NativeField({ frame, children }: { frame: FieldFrameProps; children(ids: ControlIds): ReactNode }) {
  const id = useId();
  const { label, description, error, isRequired, hideLabel } = frame;
  const foot = error ?? description;
  return (
    <div className="k-field">
      <label htmlFor={id} className={hideLabel ? "sr-only" : "k-field-label"}>
        {label}
        {isRequired && (
          <span className="k-field-required" aria-hidden="true">
            *
          </span>
        )}
      </label>
      {children({ id, "aria-describedby": foot ? `${id}-foot` : undefined, "aria-invalid": error ? true : undefined, "aria-required": isRequired || undefined })}
      {foot && (
        <span id={`${id}-foot`} className={error ? "k-field-error" : "k-field-help"} role={error ? "alert" : undefined}>
          {foot}
        </span>
      )}
    </div>
  );
}

/** Stands in for a control whose code is on its way: same label, same height. */
export function FieldWaiting({ label, hideLabel }: Pick<FieldFrameProps, "label" | "hideLabel">) {
  return (
    <div className="k-field" aria-busy="true">
      <span className={hideLabel ? "sr-only" : "k-field-label"}>{label}</span>
      <div className="k-control" />
    </div>
  );
}
