/** One of a short, known list. For a list that must be searched on the server use ComboBox; for two to four ways of seeing, SegmentedControl. Its code comes when it is first shown. */
import { Suspense } from "react";
import { FieldWaiting } from "../Field/frame";
import type { FieldFrameProps } from "../Field/types";
import type { ChoiceItem } from "../ListBox/types";
import { lately } from "../lately";

export type { ChoiceItem } from "../ListBox/types";

export interface SelectProps extends FieldFrameProps {
  items: readonly ChoiceItem[];
  value: string | null;
  onChange(value: string | null): void;
  placeholder?: string;
  /** Lets the choice be taken back. */
  isClearable?: boolean;
  defaultOpen?: boolean;
  onOpenChange?(isOpen: boolean): void;
}

/** Fetched ahead of need by ui/preload. */
export const SelectCode = lately(() => import("./SelectControl"), (module) => module.SelectControl);

export function Select(props: SelectProps) {
  return (
    <Suspense fallback={<FieldWaiting label={props.label} hideLabel={props.hideLabel} />}>
      <SelectCode {...props} />
    </Suspense>
  );
}
