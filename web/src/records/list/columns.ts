/** Which fields a list shows, in which order and how wide: from the reader's own change, else the view, else the object's layout. */
import { faceOf } from "../../fields/registry";
import type { Field, ObjectMeta, View } from "../../lib/api/types";

export interface ColumnChoice {
  field: string;
  width: number;
}

const TITLE_WIDTH = 260;
const MOST_COLUMNS = 60;

export const defaultWidth = (meta: ObjectMeta, field: Field): number => (field.name === meta.title_field ? TITLE_WIDTH : faceOf(field).width);

/** Fields that may stand in a list. */
export function listable(meta: ObjectMeta): Field[] {
  return meta.fields.filter((field) => !field.retired);
}

/** Only fields that are there, each once, what names the record first. */
export function soundColumns(meta: ObjectMeta, columns: readonly { field: string; width?: number }[]): ColumnChoice[] {
  const byName = new Map(listable(meta).map((field) => [field.name, field]));
  const first = columns.find((column) => column.field === meta.title_field) ?? { field: meta.title_field };
  const wanted = [first, ...columns.filter((column) => column.field !== meta.title_field)];
  const seen = new Set<string>();
  return wanted
    .flatMap((column): ColumnChoice[] => {
      const field = byName.get(column.field);
      if (!field || seen.has(column.field)) return [];
      seen.add(column.field);
      return [{ field: column.field, width: column.width && column.width > 0 ? column.width : defaultWidth(meta, field) }];
    })
    .slice(0, MOST_COLUMNS);
}

export function columnsOf(meta: ObjectMeta, view: View | null, own: readonly ColumnChoice[] | null): ColumnChoice[] {
  if (own && own.length > 0) return soundColumns(meta, own);
  if (view && view.columns.length > 0) return soundColumns(meta, view.columns);
  return soundColumns(meta, meta.layout.list.map((field) => ({ field })));
}

/** Adds a field at the end, or takes it out. */
export function toggledColumn(meta: ObjectMeta, columns: readonly ColumnChoice[], name: string): ColumnChoice[] {
  if (name === meta.title_field) return [...columns];
  return columns.some((column) => column.field === name) ? columns.filter((column) => column.field !== name) : soundColumns(meta, [...columns, { field: name }]);
}

const storeKey = (object: string, view: string | null): string => `kedun.columns.${object}.${view ?? "all"}`;

export function readOwnColumns(object: string, view: string | null): ColumnChoice[] | null {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(storeKey(object, view)) ?? "null");
    if (!Array.isArray(parsed)) return null;
    return parsed.filter((entry): entry is ColumnChoice => typeof entry === "object" && entry !== null && typeof (entry as ColumnChoice).field === "string" && typeof (entry as ColumnChoice).width === "number");
  } catch {
    return null;
  }
}

export function writeOwnColumns(object: string, view: string | null, columns: readonly ColumnChoice[] | null): void {
  try {
    if (columns === null) localStorage.removeItem(storeKey(object, view));
    else localStorage.setItem(storeKey(object, view), JSON.stringify(columns));
  } catch {
    // Private mode: the choice holds for this visit.
  }
}
