/** One row of the grid. Memoized: moving the cursor draws two rows again, not all of them. */
import { memo, type MouseEvent } from "react";
import { Checkbox } from "../Checkbox";
import { cx } from "../classes";
import { useUiWords } from "../words";
import type { CellEditControls, GridColumn } from "./types";

export interface GridRowProps<R> {
  gridId: string;
  row: R;
  index: number;
  top: number;
  label: string;
  columns: readonly GridColumn<R>[];
  template: string;
  selectable: boolean;
  isSelected: boolean;
  isPeeked: boolean;
  /** The cursor's column when the cursor is on this row. */
  cursorColumn: number | null;
  editColumn: number | null;
  controls: CellEditControls;
  onCell(row: number, column: number, event: MouseEvent): void;
  onEdit(row: number, column: number): void;
  onToggle(row: number, range: boolean): void;
}

function GridRowInner<R>(props: GridRowProps<R>) {
  const { gridId, row, index, columns, selectable, cursorColumn, editColumn } = props;
  const word = useUiWords();
  const offset = selectable ? 2 : 1;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selectable ? props.isSelected : undefined}
      className={cx("k-grid-row", props.isSelected && "is-selected", props.isPeeked && "is-peeked", cursorColumn !== null && "has-cursor")}
      style={{ transform: `translateY(${props.top}px)`, gridTemplateColumns: props.template }}
    >
      {selectable && (
        <div
          id={`${gridId}-${index}-1`}
          role="gridcell"
          aria-colindex={1}
          className={cx("k-grid-cell is-check", cursorColumn === -1 && "is-cursor")}
          onClickCapture={(event) => {
            // The box itself only shows; the grid needs to know about Shift.
            event.preventDefault();
            event.stopPropagation();
            props.onToggle(index, event.shiftKey);
          }}
        >
          <Checkbox aria-label={`${word("selectRow")}: ${props.label}`} excludeFromTabOrder isSelected={props.isSelected} isReadOnly />
        </div>
      )}
      {columns.map((column, c) => {
        const editing = editColumn === c;
        return (
          <div
            key={column.id}
            id={`${gridId}-${index}-${column.id}`}
            role="gridcell"
            aria-colindex={c + offset}
            aria-readonly={column.canEdit?.(row) ? undefined : true}
            className={cx(
              "k-grid-cell",
              c === 0 && "is-first",
              column.align === "end" && "is-end num",
              cursorColumn === c && "is-cursor",
              editing && "is-editing",
            )}
            onClick={(event) => props.onCell(index, c, event)}
            onDoubleClick={() => props.onEdit(index, c)}
          >
            {editing && column.editor ? column.editor(row, props.controls) : column.render(row)}
          </div>
        );
      })}
      <div className="k-grid-cell is-rest" role="presentation" />
    </div>
  );
}

export const GridRow = memo(GridRowInner) as typeof GridRowInner;
