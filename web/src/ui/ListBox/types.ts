/** What there is to choose, for Select, ComboBox and MultiSelect. */
import type { IconNode } from "../Icon";
import type { PillColor } from "../Pill";

/** One thing to choose. With `color` it is shown as a pill, with `avatar` with a monogram. */
export interface ChoiceItem {
  id: string;
  label: string;
  description?: string;
  color?: PillColor;
  icon?: IconNode;
  avatar?: "person" | "record";
  isDisabled?: boolean;
}
