/** What every form control takes. */
import type { ReactNode } from "react";

export interface FieldFrameProps {
  label: string;
  /** One sentence below the control. An error takes its place. */
  description?: ReactNode;
  /** Words from the server or from a check; null when all is well. */
  error?: string | null;
  isRequired?: boolean;
  isDisabled?: boolean;
  isReadOnly?: boolean;
  /** The label is only spoken. */
  hideLabel?: boolean;
  autoFocus?: boolean;
  name?: string;
}
