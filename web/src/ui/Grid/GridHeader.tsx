/** The grid's head: sorts on a press, and its columns are dragged to resize and to move. */
import { ArrowDown, ArrowUp } from "lucide";
import { type PointerEvent, useRef, useState } from "react";
import { Checkbox } from "../Checkbox";
import { cx } from "../classes";
import { Icon } from "../Icon";
import { useUiWords } from "../words";
import type { GridColumn, GridSort } from "./types";

export interface GridHeaderProps<R> {
  gridId: string;
  columns: readonly GridColumn<R>[];
  template: string;
  sort: readonly GridSort[];
  cursorColumn: number | null;
  selectable: boolean;
  allSelected: boolean;
  someSelected: boolean;
  canArrange: boolean;
  onToggleAll(): void;
  onSort(column: number, additive: boolean): void;
  /** Live, while dragging. */
  onResize(column: number, width: number): void;
  onArranged(): void;
  onMove(column: number, before: number): void;
}

const DRAG_THRESHOLD_PX = 5;

export function GridHeader<R>(props: GridHeaderProps<R>) {
  const { columns, gridId, selectable, cursorColumn } = props;
  const word = useUiWords();
  const [drop, setDrop] = useState<number | null>(null);
  const head = useRef<HTMLDivElement>(null);
  return (
    <div ref={head} className="k-grid-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: props.template }}>
      {selectable && (
        <div id={`${gridId}-h-1`} role="columnheader" aria-colindex={1} className={cx("k-grid-cell is-check is-head", cursorColumn === -1 && "is-cursor")}>
          <Checkbox
            aria-label={word("selectAll")}
            excludeFromTabOrder
            isSelected={props.allSelected}
            isIndeterminate={props.someSelected && !props.allSelected}
            onChange={props.onToggleAll}
          />
        </div>
      )}
      {columns.map((column, index) => (
        <HeaderCell
          key={column.id}
          {...props}
          column={column}
          index={index}
          dropBefore={drop === index}
          dropAfter={drop === columns.length && index === columns.length - 1}
          onDrop={setDrop}
          head={head}
        />
      ))}
      <div className="k-grid-cell is-head" role="presentation" />
    </div>
  );
}

interface HeaderCellProps<R> extends GridHeaderProps<R> {
  column: GridColumn<R>;
  index: number;
  dropBefore: boolean;
  dropAfter: boolean;
  onDrop(place: number | null): void;
  head: { current: HTMLDivElement | null };
}

function HeaderCell<R>(props: HeaderCellProps<R>) {
  const { column, index, gridId, selectable, sort, cursorColumn, canArrange } = props;
  const word = useUiWords();
  const order = sort.findIndex((entry) => entry.id === column.id);
  const sorted = sort[order];
  const drag = useRef<{ x: number; moved: boolean } | null>(null);
  const [dragging, setDragging] = useState(false);
  const movable = canArrange && index > 0 && !column.isFixed;

  const placeAt = (x: number): number => {
    const cells = [...(props.head.current?.querySelectorAll<HTMLElement>("[data-column]") ?? [])];
    const found = cells.findIndex((cell) => {
      const box = cell.getBoundingClientRect();
      return x < box.left + box.width / 2;
    });
    return Math.max(1, found === -1 ? cells.length : found);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    drag.current = { x: event.clientX, moved: false };
    if (movable) event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!drag.current || !movable) return;
    if (!drag.current.moved && Math.abs(event.clientX - drag.current.x) < DRAG_THRESHOLD_PX) return;
    drag.current.moved = true;
    setDragging(true);
    props.onDrop(placeAt(event.clientX));
  };
  const endDrag = (event: PointerEvent<HTMLDivElement>, cancelled: boolean) => {
    if (drag.current?.moved && !cancelled) props.onMove(index, placeAt(event.clientX));
    if (drag.current?.moved) event.preventDefault();
    setDragging(false);
    props.onDrop(null);
  };
  return (
    <div
      id={`${gridId}-h${index}`}
      data-column={column.id}
      role="columnheader"
      aria-colindex={index + 1 + (selectable ? 1 : 0)}
      aria-sort={sorted ? (sorted.desc ? "descending" : "ascending") : column.isSortable ? "none" : undefined}
      className={cx(
        "k-grid-cell is-head",
        index === 0 && "is-first",
        column.align === "end" && "is-end",
        column.isSortable && "is-sortable",
        cursorColumn === index && "is-cursor",
        dragging && "is-dragged",
        props.dropBefore && "is-drop",
        props.dropAfter && "is-drop-after",
      )}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={(event) => endDrag(event, false)}
      onPointerCancel={(event) => endDrag(event, true)}
      onClick={(event) => {
        const wasDrag = drag.current?.moved === true;
        drag.current = null;
        if (!wasDrag && column.isSortable) props.onSort(index, event.shiftKey);
      }}
    >
      {column.icon && <Icon icon={column.icon} size={14} />}
      <span className="ellipsis">{column.header}</span>
      {sorted && (
        <span className="k-grid-sort">
          <Icon icon={sorted.desc ? ArrowDown : ArrowUp} size={13} label={word(sorted.desc ? "sortedDown" : "sortedUp")} />
          {sort.length > 1 && <span className="num">{order + 1}</span>}
        </span>
      )}
      {canArrange && <ResizeHandle {...props} />}
    </div>
  );
}

function ResizeHandle<R>({ column, index, onResize, onArranged }: HeaderCellProps<R>) {
  const start = useRef<{ x: number; width: number } | null>(null);
  return (
    <span
      className="k-grid-resize"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.stopPropagation();
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: column.width };
      }}
      onPointerMove={(event) => {
        if (start.current) onResize(index, start.current.width + event.clientX - start.current.x);
      }}
      onPointerUp={() => {
        start.current = null;
        onArranged();
      }}
      onClick={(event) => event.stopPropagation()}
    />
  );
}
