/** Records, lists, history, search (section 6), views and imports (section 7). */
import type { Page, Ref } from "./base";
import type { FilterOp, Money } from "./metadata";

export interface KedunRecord {
  id: string;
  object: string;
  version: number;
  label: string;
  values: Record<string, unknown>;
  masked: string[];
  can: { edit: boolean; delete: boolean };
}
export interface DeletedRecord extends KedunRecord {
  deleted_at: string;
  deleted_by: Ref | null;
}
export interface Count {
  value: number;
  capped: boolean;
}
export interface RecordList<R extends KedunRecord = KedunRecord> extends Page<R> {
  count: Count | null;
}
export type Filter =
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter }
  | { field: string; op: FilterOp; value?: unknown };
export interface SortKey {
  field: string;
  desc: boolean;
}
export interface RecordQuery {
  filter?: Filter | null;
  sort?: SortKey[];
  fields?: string[];
  limit?: number;
  count?: "none" | "capped" | "exact";
  q?: string;
}
export interface Change {
  field: string;
  from: unknown;
  to: unknown;
}
export interface HistoryEntry {
  at: string;
  by: Ref;
  action: "create" | "update" | "delete" | "restore" | "import";
  changes: Change[];
}
export type TimelineEntry = { kind: "activity"; at: string; record: KedunRecord } | ({ kind: "history" } & HistoryEntry);
export interface BulkBody {
  ids: string[];
  action: "update" | "delete" | "restore";
  values?: Record<string, unknown>;
}
export interface BulkResult {
  done: number;
  failed: { id: string; code: string; message: string }[];
}
export interface Group {
  key: string | null;
  count: number;
  sums: Record<string, Money[]>;
}
export interface SearchHit {
  object: string;
  id: string;
  label: string;
  field: string;
  snippet: string | null;
  owner: Ref | null;
}
export interface SearchResult {
  items: SearchHit[];
  partial: boolean;
}

export interface View {
  id: string;
  object: string;
  name: string;
  kind: "list" | "board";
  filter: Filter | null;
  sort: SortKey[];
  columns: { field: string; width: number }[];
  shared: boolean;
  mine: boolean;
  version: number;
}
export interface ImportColumn {
  column: string;
  samples: string[];
  type: string;
  format: string | null;
  /** Other formats that fit as well and give other values: a person should look. */
  alternatives?: string[];
  suggested_field: string | null;
  confidence: number;
}
export interface ImportMapping {
  columns: { column: string; field: string | null; format?: string | null; match_by?: string | null }[];
  update_by: string | null;
  mode: "create" | "update" | "upsert";
  links: Record<string, unknown>;
}
export type MatchChoice = { id: string } | "leave_empty" | "reject";
export interface ImportMatch {
  field: string;
  text: string;
  rows: number;
  candidates: { id: string; label: string; score: number; object?: string }[];
  choice: MatchChoice | null;
}
export interface Import {
  id: string;
  object: string;
  name: string;
  state: "mapping" | "checking" | "checked" | "running" | "done" | "failed" | "cancelled";
  encoding: string | null;
  delimiter: string | null;
  sheet: string | null;
  rows: number;
  columns: ImportColumn[];
  mapping: ImportMapping | null;
  update_by: string | null;
  mode: "create" | "update" | "upsert";
  matches: ImportMatch[];
  progress: { done: number; total: number };
  result: { created: number; updated: number; unchanged: number; rejected: number; linked_empty: number } | null;
  problems: { row: number; column: string | null; code: string; message: string }[];
  created_at: string;
  created_by: Ref;
}
