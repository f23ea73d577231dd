/**
 * One of many, found by typing. The parent searches: it gets `onSearch` (after a pause) and gives `items`.
 * The chosen one comes as a whole item, because it is seldom among the ones just found.
 * Its code comes when it is first shown.
 */
import { Suspense } from "react";
import { FieldWaiting } from "../Field/frame";
import type { FieldFrameProps } from "../Field/types";
import type { ChoiceItem } from "../ListBox/types";
import { lately } from "../lately";

export type { ChoiceItem } from "../ListBox/types";

export interface ComboBoxProps extends FieldFrameProps {
  items: readonly ChoiceItem[];
  selected: ChoiceItem | null;
  onSelect(item: ChoiceItem | null): void;
  /** Called with what is typed, 150 ms after the last key; and with "" when the list is opened. */
  onSearch(text: string): void;
  isLoading?: boolean;
  placeholder?: string;
  isClearable?: boolean;
}

/** Fetched ahead of need by ui/preload. */
export const ComboBoxCode = lately(() => import("./ComboBoxControl"), (module) => module.ComboBoxControl);

export function ComboBox(props: ComboBoxProps) {
  return (
    <Suspense fallback={<FieldWaiting label={props.label} hideLabel={props.hideLabel} />}>
      <ComboBoxCode {...props} />
    </Suspense>
  );
}
