/**
 * A calendar day ("2026-11-22") or an instant ("2026-11-22T08:00:00Z" shown in a zone), typed in segments or picked from a calendar.
 * Its code comes when it is first shown.
 */
import { Suspense } from "react";
import { FieldWaiting } from "../Field/frame";
import type { FieldFrameProps } from "../Field/types";
import { lately } from "../lately";

export interface DatePickerProps extends FieldFrameProps {
  value: string | null;
  onChange(value: string | null): void;
}
export interface DateTimePickerProps extends DatePickerProps {
  /** IANA name; the segments show the time there. */
  timeZone: string;
}

const Day = lately(() => import("./Pickers"), (module) => module.DayControl);
const Instant = lately(() => import("./Pickers"), (module) => module.InstantControl);

/** A calendar day. */
export function DatePicker(props: DatePickerProps) {
  return (
    <Suspense fallback={<FieldWaiting label={props.label} hideLabel={props.hideLabel} />}>
      <Day {...props} />
    </Suspense>
  );
}

/** An instant, shown and typed in `timeZone`. */
export function DateTimePicker(props: DateTimePickerProps) {
  return (
    <Suspense fallback={<FieldWaiting label={props.label} hideLabel={props.hideLabel} />}>
      <Instant {...props} />
    </Suspense>
  );
}
