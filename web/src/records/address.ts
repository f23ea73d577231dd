/** What a list's address holds: view, filter, sort, words and the open record. Reads it without trusting it. Not for fetching. */
import type { Filter, FilterOp, SortKey } from "../lib/api/types";

export interface ListSearch {
  view?: string;
  kind?: "list" | "board";
  /** Null says "none" where the view has one. */
  filter?: Filter | null;
  /** "-amount,name"; "" says "none" where the view has one. */
  sort?: string;
  q?: string;
  open?: string;
  new?: boolean;
}

const MAX_LEVELS = 8;
const MAX_NODES = 100;

/** A filter from outside, or null when it is none. Values stay as they are: the server judges them. */
export function readFilter(value: unknown): Filter | null {
  let nodes = 0;
  const read = (node: unknown, level: number): Filter | null => {
    if (typeof node !== "object" || node === null || level > MAX_LEVELS || ++nodes > MAX_NODES) return null;
    const found = node as Record<string, unknown>;
    for (const join of ["and", "or"] as const) {
      const list = found[join];
      if (!Array.isArray(list)) continue;
      const items = list.map((item) => read(item, level + 1)).filter((item) => item !== null);
      return join === "and" ? { and: items } : { or: items };
    }
    if (found["not"] !== undefined) {
      const inner = read(found["not"], level + 1);
      return inner && { not: inner };
    }
    if (typeof found["field"] !== "string" || typeof found["op"] !== "string") return null;
    const condition = { field: found["field"], op: found["op"] as FilterOp };
    return found["value"] === undefined ? condition : { ...condition, value: found["value"] };
  };
  return read(value, 1);
}

export function readSort(text: string): SortKey[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => /^-?[a-z][a-z0-9_.]*$/.test(part))
    .map((part) => (part.startsWith("-") ? { field: part.slice(1), desc: true } : { field: part, desc: false }));
}

export const writeSort = (sort: readonly SortKey[]): string => sort.map(({ field, desc }) => (desc ? `-${field}` : field)).join(",");

export function readListSearch(search: Record<string, unknown>): ListSearch {
  const result: ListSearch = {};
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  };
  const [view, q, open, sort] = [text("view"), text("q"), text("open"), text("sort")];
  if (view) result.view = view;
  if (q) result.q = q;
  if (open) result.open = open;
  if (sort !== undefined) result.sort = sort;
  if (search["kind"] === "list" || search["kind"] === "board") result.kind = search["kind"];
  if (search["filter"] === null) result.filter = null;
  else if (search["filter"] !== undefined) {
    const filter = readFilter(search["filter"]);
    if (filter) result.filter = filter;
  }
  if (search["new"] === 1 || search["new"] === true || search["new"] === "1") result.new = true;
  return result;
}

/** How many conditions a filter has, for its badge. */
export function countConditions(filter: Filter | null): number {
  if (!filter) return 0;
  if ("and" in filter) return filter.and.reduce((sum, item) => sum + countConditions(item), 0);
  if ("or" in filter) return filter.or.reduce((sum, item) => sum + countConditions(item), 0);
  return "not" in filter ? countConditions(filter.not) : 1;
}
