/** Several of a known list, shown as pills. Typing in the open list narrows it. Its code comes when it is first shown. */
import { Suspense } from "react";
import { FieldWaiting } from "../Field/frame";
import type { FieldFrameProps } from "../Field/types";
import type { ChoiceItem } from "../ListBox/types";
import { lately } from "../lately";

export type { ChoiceItem } from "../ListBox/types";

export interface MultiSelectProps extends FieldFrameProps {
  items: readonly ChoiceItem[];
  value: readonly string[];
  onChange(value: string[]): void;
  placeholder?: string;
}

/** Fetched ahead of need by ui/preload. */
export const MultiSelectCode = lately(() => import("./MultiSelectControl"), (module) => module.MultiSelectControl);

export function MultiSelect(props: MultiSelectProps) {
  return (
    <Suspense fallback={<FieldWaiting label={props.label} hideLabel={props.hideLabel} />}>
      <MultiSelectCode {...props} />
    </Suspense>
  );
}
