/** The grid's keyboard: arrows and j/k move, e edits, x and Shift+Space select, Space peeks, Enter opens. Focus stays on the grid itself. */
import type { KeyboardEvent } from "react";
import type { Cursor } from "./types";

export interface GridKeyActions {
  rowCount: number;
  columnCount: number;
  hasSelection: boolean;
  pageRows: number;
  move(cursor: Cursor, extendSelection: boolean): void;
  toggle(row: number, range: boolean): void;
  toggleAll(): void;
  clearSelection(): boolean;
  edit(cursor: Cursor): void;
  open(row: number): void;
  peek(row: number): void;
  sort(column: number, additive: boolean): void;
  resize(column: number, by: number): void;
  moveColumn(column: number, by: -1 | 1): void;
}

const RESIZE_STEP = 16;

/** True when the key was the grid's. */
function handle(event: KeyboardEvent, cursor: Cursor, a: GridKeyActions): boolean {
  const { row, column } = cursor;
  const firstColumn = a.hasSelection ? -1 : 0;
  const to = (nextRow: number, nextColumn: number, extend = false) => {
    const top = Math.max(-1, Math.min(nextRow, a.rowCount - 1));
    a.move({ row: top, column: Math.max(firstColumn, Math.min(nextColumn, a.columnCount - 1)) }, extend);
    return true;
  };
  const mod = event.ctrlKey || event.metaKey;
  if (row === -1 && event.altKey && column >= 0) {
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const sign = event.key === "ArrowLeft" ? -1 : 1;
      if (event.shiftKey) a.moveColumn(column, sign);
      else a.resize(column, sign * RESIZE_STEP);
      return true;
    }
    return false;
  }
  if (event.altKey) return false;
  if (mod) {
    if (event.key === "Home") return to(0, firstColumn);
    if (event.key === "End") return to(a.rowCount - 1, a.columnCount - 1);
    if (event.key.toLowerCase() === "a" && a.hasSelection) {
      a.toggleAll();
      return true;
    }
    return false;
  }
  switch (event.key) {
    case "ArrowDown":
      return to(row + 1, column, event.shiftKey);
    case "ArrowUp":
      return to(row - 1, column, event.shiftKey);
    case "j":
      return to(row + 1, column);
    case "k":
      return to(Math.max(0, row - 1), column);
    case "ArrowLeft":
      return to(row, column - 1);
    case "ArrowRight":
      return to(row, column + 1);
    case "Home":
      return to(row, firstColumn);
    case "End":
      return to(row, a.columnCount - 1);
    case "PageDown":
      return to(row + a.pageRows, column);
    case "PageUp":
      return to(Math.max(0, row - a.pageRows), column);
    case "Escape":
      return a.clearSelection();
    default:
      return row === -1 ? handleHeader(event, column, a) : handleRow(event, cursor, a);
  }
}

function handleHeader(event: KeyboardEvent, column: number, a: GridKeyActions): boolean {
  if (event.key !== "Enter" && event.key !== " ") return false;
  if (column === -1) a.toggleAll();
  else a.sort(column, event.shiftKey);
  return true;
}

function handleRow(event: KeyboardEvent, cursor: Cursor, a: GridKeyActions): boolean {
  switch (event.key) {
    case "x":
    case "X":
      a.toggle(cursor.row, event.shiftKey);
      return true;
    case " ":
      if (cursor.column === -1 || event.shiftKey) a.toggle(cursor.row, event.shiftKey && cursor.column === -1);
      else a.peek(cursor.row);
      return true;
    case "e":
    case "F2":
      a.edit(cursor);
      return true;
    case "Enter":
      a.open(cursor.row);
      return true;
    default:
      return false;
  }
}

export function onGridKey(event: KeyboardEvent, cursor: Cursor, actions: GridKeyActions): void {
  if (event.nativeEvent.isComposing || event.target !== event.currentTarget) return;
  if (handle(event, cursor, actions)) {
    event.preventDefault();
    event.stopPropagation();
  }
}
