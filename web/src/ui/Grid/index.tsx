/**
 * The table of the app: virtual rows, sticky head and first column, columns that resize and move, sorting, selection with ranges, a cell
 * cursor, editing in place. Two-line cards on a phone. It knows nothing of the API: rows, columns and what to do come in as props.
 */
import { type MouseEvent, useCallback, useEffect, useEffectEvent, useId, useMemo, useRef, useState } from "react";
import { cx } from "../classes";
import { usePhone } from "../hooks/useMediaQuery";
import { Spinner } from "../Spinner";
import { GridCards } from "./GridCards";
import { GridHeader } from "./GridHeader";
import { GridRow } from "./GridRow";
import { GridSkeleton } from "./GridSkeleton";
import { idsBetween, movedColumn, toggled } from "./selection";
import type { CellEditControls, Cursor, GridColumn, GridProps } from "./types";
import { onGridKey } from "./useGridKeys";
import { useRowWindow } from "./useRowWindow";
import "./Grid.css";

export type { CellEditControls, GridCard, GridColumn, GridProps, GridSort } from "./types";

const CHECK_PX = 40;
const HEAD_PX = 34;
const MIN_COLUMN_PX = 64;
const MAX_COLUMN_PX = 800;
const LOAD_AHEAD_ROWS = 20;

export function Grid<R>(props: GridProps<R>) {
  const phone = usePhone();
  return phone ? <GridCards {...props} /> : <GridTable {...props} />;
}

function rowHeight(): number {
  const value = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row"));
  return Number.isFinite(value) ? value : 38;
}

/** The row height follows the density setting, which is an attribute of the root element. */
function useRowHeight(): number {
  const [height, setHeight] = useState(rowHeight);
  useEffect(() => {
    const observer = new MutationObserver(() => setHeight(rowHeight()));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-density"] });
    return () => observer.disconnect();
  }, []);
  return height;
}

/** Widths while they are dragged; the parent hears of them when the drag ends. */
function useColumns<R>(props: GridProps<R>) {
  const { columns: given, onColumnsChange } = props;
  const [widths, setWidths] = useState<Record<string, number>>({});
  const columns = useMemo(() => given.map((column) => ({ ...column, width: widths[column.id] ?? column.width })), [given, widths]);
  const report = (next: readonly GridColumn<R>[]) => onColumnsChange?.(next.map(({ id, width }) => ({ id, width })));
  const resized = (index: number, width: number): GridColumn<R>[] =>
    columns.map((column, i) => (i === index ? { ...column, width: Math.round(Math.max(column.minWidth ?? MIN_COLUMN_PX, Math.min(width, MAX_COLUMN_PX))) } : column));
  return {
    columns,
    resize: (index: number, width: number) => {
      const column = resized(index, width)[index];
      if (column) setWidths((old) => ({ ...old, [column.id]: column.width }));
    },
    resizeNow: (index: number, width: number) => {
      const next = resized(index, width);
      setWidths(Object.fromEntries(next.map((column) => [column.id, column.width])));
      report(next);
    },
    arranged: () => report(columns),
    move: (index: number, before: number) => {
      const id = columns[index]?.id;
      if (id !== undefined) report(movedColumn(columns, id, before));
    },
  };
}

function GridTable<R>(props: GridProps<R>) {
  const { rows, rowId, rowLabel, selection, onSelectionChange, sort = [], hasMore, isLoadingMore, onLoadMore } = props;
  const gridId = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const height = useRowHeight();
  const { columns, resize, resizeNow, arranged, move: moveColumn } = useColumns(props);
  const [cursor, setCursor] = useState<Cursor>({ row: 0, column: 0 });
  const [focused, setFocused] = useState(false);
  const [editing, setEditing] = useState<Cursor | null>(null);
  const anchor = useRef<number | null>(null);
  const selectable = onSelectionChange !== undefined;
  const ids = useMemo(() => rows.map(rowId), [rows, rowId]);

  const { indexes, total, reveal } = useRowWindow(scroll, { count: rows.length, height, spare: 12, head: HEAD_PX, foot: 8 });
  const lastShown = indexes.at(-1) ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && lastShown >= rows.length - LOAD_AHEAD_ROWS) onLoadMore?.();
  }, [lastShown, rows.length, hasMore, isLoadingMore, onLoadMore]);

  /** Rows may all be gone from the pages that are here while there are more to fetch: that is not empty. */
  const isWaiting = rows.length === 0 && (props.isLoading || hasMore);

  const template = `${selectable ? `${CHECK_PX}px ` : ""}${columns.map((column) => `${column.width}px`).join(" ")} minmax(0, 1fr)`;
  const width = columns.reduce((sum, column) => sum + column.width, selectable ? CHECK_PX : 0);

  const scrollToCell = (next: Cursor) => {
    if (next.row >= 0) reveal(next.row);
    const box = scroll.current;
    if (!box || next.column < 1) return;
    const left = columns.slice(0, next.column).reduce((sum, column) => sum + column.width, selectable ? CHECK_PX : 0);
    const sticky = (selectable ? CHECK_PX : 0) + (columns[0]?.width ?? 0);
    const right = left + (columns[next.column]?.width ?? 0);
    if (left - box.scrollLeft < sticky) box.scrollLeft = left - sticky;
    else if (right > box.scrollLeft + box.clientWidth) box.scrollLeft = right - box.clientWidth;
  };
  const moveTo = (next: Cursor, extend = false) => {
    if (extend && selectable && next.row >= 0) {
      anchor.current ??= cursor.row;
      onSelectionChange(new Set([...(selection ?? []), ...idsBetween(ids, anchor.current, next.row)]));
    } else if (!extend) anchor.current = null;
    setCursor(next);
    scrollToCell(next);
    const row = rows[next.row];
    if (row !== undefined && next.row !== cursor.row && props.peekedId != null) props.onPeek?.(row);
  };
  const toggle = (index: number, range: boolean) => {
    if (!selectable) return;
    onSelectionChange(toggled(selection ?? new Set(), ids, index, range ? anchor.current : null));
    anchor.current = index;
    setCursor((old) => ({ ...old, row: index }));
  };
  const allSelected = selectable && ids.length > 0 && ids.every((id) => selection?.has(id));
  const toggleAll = () => onSelectionChange?.(allSelected ? new Set() : new Set(ids));
  const startEdit = (at: Cursor): boolean => {
    const row = rows[at.row];
    const column = columns[at.column];
    if (row === undefined || !column?.editor || !column.canEdit?.(row)) return false;
    setCursor(at);
    setEditing(at);
    return true;
  };
  const focusGrid = () => scroll.current?.focus({ preventScroll: true });
  const closeEditor = useEffectEvent((how: "stay" | "leave" | "down" | "next" | "previous") => {
    if (!editing) return;
    setEditing(null);
    if (how !== "leave") focusGrid();
    if (how === "down") moveTo({ row: Math.min(editing.row + 1, rows.length - 1), column: editing.column });
    if (how !== "next" && how !== "previous") return;
    const step = how === "next" ? 1 : -1;
    for (let column = editing.column + step; column >= 0 && column < columns.length; column += step) {
      if (startEdit({ row: editing.row, column })) return scrollToCell({ row: editing.row, column });
    }
  });
  const controls = useRef<CellEditControls>({ close: () => undefined });
  useEffect(() => {
    controls.current.close = (how = "stay") => closeEditor(how);
  }, []);

  const latest = useRef({ props, columns, startEdit, toggle, moveTo });
  useEffect(() => {
    latest.current = { props, columns, startEdit, toggle, moveTo };
  });
  const onCell = useCallback((index: number, column: number, event: MouseEvent) => {
    const now = latest.current;
    if (event.target instanceof Element && event.target.closest("a, button, input, textarea, [role=option]")) return;
    now.moveTo({ row: index, column });
    scroll.current?.focus({ preventScroll: true });
    const row = now.props.rows[index];
    const opens = column === 0 || (now.props.opensFromRow === true && (getSelection()?.isCollapsed ?? true));
    if (opens && row !== undefined && event.detail === 1 && !event.shiftKey) now.props.onOpen?.(row);
  }, []);
  const onEdit = useCallback((index: number, column: number) => {
    latest.current.startEdit({ row: index, column });
  }, []);
  const onToggle = useCallback((index: number, range: boolean) => latest.current.toggle(index, range), []);

  const at = { row: Math.min(cursor.row, rows.length - 1), column: Math.min(cursor.column, columns.length - 1) };
  const cellId = (cell: Cursor) =>
    cell.row === -1 ? `${gridId}-h${cell.column}` : cell.column === -1 ? `${gridId}-${cell.row}-1` : `${gridId}-${cell.row}-${columns[cell.column]?.id ?? ""}`;
  const visible = indexes.includes(at.row) || at.row === -1;

  return (
    <div
      ref={scroll}
      className={cx("k-grid", focused && !editing && "is-focused")}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-multiselectable={selectable || undefined}
      aria-rowcount={(props.totalRows ?? (hasMore ? -1 : rows.length)) + (props.totalRows !== undefined || !hasMore ? 1 : 0)}
      aria-colcount={columns.length + (selectable ? 1 : 0)}
      aria-activedescendant={focused && visible && rows.length > 0 ? cellId(at) : undefined}
      aria-busy={props.isLoading || undefined}
      onFocus={(event) => setFocused(event.target === event.currentTarget)}
      onBlur={() => setFocused(false)}
      onKeyDown={(event) =>
        onGridKey(event, at, {
          rowCount: rows.length,
          columnCount: columns.length,
          hasSelection: selectable,
          pageRows: Math.max(1, Math.floor(((scroll.current?.clientHeight ?? 600) - HEAD_PX) / height) - 1),
          move: moveTo,
          toggle,
          toggleAll,
          clearSelection: () => {
            // An open peek is nearer than the selection: Escape closes that one first.
            if (props.peekedId != null || !selection || selection.size === 0) return false;
            onSelectionChange?.(new Set());
            return true;
          },
          edit: (cell) => void startEdit(cell),
          open: (index) => {
            const row = rows[index];
            if (row !== undefined) props.onOpen?.(row);
          },
          peek: (index) => {
            const row = rows[index];
            if (row !== undefined) props.onPeek?.(row);
          },
          sort: (column, additive) => {
            const found = columns[column];
            if (found?.isSortable) props.onSort?.(found.id, additive);
          },
          resize: (column, by) => props.onColumnsChange && resizeNow(column, (columns[column]?.width ?? 0) + by),
          moveColumn: (column, by) => {
            if (!props.onColumnsChange || column < 1 || (by === -1 && column < 2)) return;
            moveColumn(column, by === 1 ? column + 2 : column - 1);
            setCursor({ row: -1, column: Math.max(1, Math.min(column + by, columns.length - 1)) });
          },
        })
      }
    >
      <div className="k-grid-inner" style={{ minWidth: width }} role="rowgroup">
        <GridHeader
          gridId={gridId}
          columns={columns}
          template={template}
          sort={sort}
          cursorColumn={focused && at.row === -1 ? at.column : null}
          selectable={selectable}
          allSelected={allSelected && !hasMore}
          someSelected={(selection?.size ?? 0) > 0}
          canArrange={props.onColumnsChange !== undefined}
          onToggleAll={toggleAll}
          onSort={(column, additive) => {
            const found = columns[column];
            if (found) props.onSort?.(found.id, additive);
          }}
          onResize={resize}
          onArranged={arranged}
          onMove={moveColumn}
        />
        {isWaiting ? (
          <GridSkeleton template={template} columns={columns.length} selectable={selectable} />
        ) : (
          <div className="k-grid-rows" style={{ height: total }} role="presentation">
            {indexes.map((index) => {
              const row = rows[index];
              const id = ids[index];
              if (row === undefined || id === undefined) return null;
              return (
                <GridRow
                  key={id}
                  gridId={gridId}
                  row={row}
                  index={index}
                  top={index * height}
                  label={rowLabel(row)}
                  columns={columns}
                  template={template}
                  selectable={selectable}
                  isSelected={selection?.has(id) ?? false}
                  isPeeked={props.peekedId === id}
                  cursorColumn={at.row === index && (focused || editing) ? at.column : null}
                  editColumn={editing?.row === index ? editing.column : null}
                  controls={controls.current}
                  onCell={onCell}
                  onEdit={onEdit}
                  onToggle={onToggle}
                />
              );
            })}
          </div>
        )}
      </div>
      {!isWaiting && rows.length === 0 && (
        <div className="k-grid-empty" role="row">
          <div role="gridcell">{props.empty}</div>
        </div>
      )}
      {isLoadingMore && (
        <div className="k-grid-more">
          <Spinner />
        </div>
      )}
    </div>
  );
}
