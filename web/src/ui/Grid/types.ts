/** What the grid is told. It knows rows and columns, and nothing of where they come from. */
import type { ReactNode } from "react";
import type { IconNode } from "../Icon";

/** How an editor says that it is finished. It has saved or dropped its value by then. */
export interface CellEditControls {
  /** Closes the editor. `move` takes the cursor on and, with Tab, opens the next editable cell; "leave" lets the focus be where it went. */
  close(move?: "stay" | "leave" | "down" | "next" | "previous"): void;
}

export interface GridColumn<R> {
  id: string;
  header: string;
  icon?: IconNode;
  width: number;
  minWidth?: number;
  align?: "start" | "end";
  isSortable?: boolean;
  /** Cannot be moved or taken from the first place. */
  isFixed?: boolean;
  render(row: R): ReactNode;
  /** Whether this cell may be edited. Needs `editor`. */
  canEdit?(row: R): boolean;
  editor?(row: R, controls: CellEditControls): ReactNode;
}

export interface GridSort {
  id: string;
  desc: boolean;
}

export interface GridCard {
  /** The monogram or icon at the left. */
  leading?: ReactNode;
  title: ReactNode;
  /** At the right of the first line, such as an amount. */
  end?: ReactNode;
  /** The second line. */
  meta?: ReactNode;
  /** At the right of the second line, such as a stage. */
  metaEnd?: ReactNode;
}

export interface GridProps<R> {
  label: string;
  rows: readonly R[];
  rowId(row: R): string;
  /** What a row is called, for its checkbox. */
  rowLabel(row: R): string;
  /** In their order. The first one stays in place when scrolled sideways. */
  columns: readonly GridColumn<R>[];
  /** Widths and order after resize or move. Without it columns stay as they are. */
  onColumnsChange?(columns: { id: string; width: number }[]): void;
  sort?: readonly GridSort[];
  /** `additive` with Shift: adds to the sort instead of replacing it. */
  onSort?(id: string, additive: boolean): void;
  selection?: ReadonlySet<string>;
  onSelectionChange?(selection: Set<string>): void;
  /** Enter, or a press on the first column. */
  onOpen?(row: R): void;
  /** A press anywhere on a row opens it: for lists whose cells are only read. */
  opensFromRow?: boolean;
  /** Space, and j/k while a peek is open. Null when the cursor has no row. */
  onPeek?(row: R): void;
  /** The row shown in the peek drawer. */
  peekedId?: string | null;
  /** The phone's two lines. */
  card(row: R): GridCard;
  /** How many rows there are on the server, if known; for assistive technology. */
  totalRows?: number;
  isLoading?: boolean;
  hasMore?: boolean;
  isLoadingMore?: boolean;
  onLoadMore?(): void;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
}

/** Row -1 is the header; column -1 is the selection column. */
export interface Cursor {
  row: number;
  column: number;
}
