/** What one field type brings along. A face is light and in the first load of a list; editors come later, in a chunk of their own. */
import type { ComponentType } from "react";
import type { Field, FilterOp } from "../lib/api/types";
import type { IconNode } from "../ui/Icon";
import type { Say } from "./say";

export interface CellProps {
  field: Field;
  value: unknown;
}

export interface FieldFace {
  icon: IconNode;
  /** The column's width in a list before anybody changed it. */
  width: number;
  /** Figures stand at the end of their column. */
  align?: "end";
  /** May be edited inside a list's cell. */
  isInline: boolean;
  /** Choosing is saving: there is nothing to confirm. */
  picks?: boolean;
  /** Takes the whole width of a form. */
  isWide?: boolean;
  /** One line, in a list. The value is never empty here. */
  Cell: ComponentType<CellProps>;
  /** With room, on a record's page. The cell when absent. */
  View?: ComponentType<CellProps>;
  /** The value in plain words, for history, cards and assistive technology. */
  words(value: unknown, field: Field, say: Say): string;
}

export interface EditorProps {
  field: Field;
  label: string;
  value: unknown;
  onChange(value: unknown): void;
  hideLabel?: boolean;
  description?: string;
  error?: string | null;
  isRequired?: boolean;
  isDisabled?: boolean;
  autoFocus?: boolean;
  /** Inside a list's cell: no room for a second control, and lists open at once. */
  isInline?: boolean;
  /** The object and record the field belongs to, for files. */
  object: string;
  recordId?: string;
}

export interface OperandProps {
  field: Field;
  op: FilterOp;
  label: string;
  value: unknown;
  onChange(value: unknown): void;
}

export interface FieldTools {
  /** Null for values nobody edits. */
  Editor: ComponentType<EditorProps> | null;
  /** The right side of a condition. Null when the type knows only empty and not empty. */
  Operand: ComponentType<OperandProps> | null;
}
