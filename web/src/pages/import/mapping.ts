/** What a person says a file means, while they say it: a field for each column, formats, the key. Not for judging values: the server does. */
import type { Field, FieldType, Import, ImportColumn, ImportMapping, MatchChoice, ObjectMeta } from "../../lib/api/types";

export type Mode = Import["mode"];
export interface DraftColumn {
  column: string;
  /** A field, or a part of one such as `amount.currency`; null leaves the column out. */
  field: string | null;
  /** Words joined by `+`; null for what was detected. */
  format: string | null;
  matchBy: string | null;
}
export interface Draft {
  columns: DraftColumn[];
  updateBy: string | null;
  mode: Mode;
}

/** Below this a suggestion is only a guess: shown to choose, not chosen. */
const SURE_ENOUGH = 0.5;

/** The mapping to begin with: the one kept before, or the suggestions, each field once, the surest column first. */
export function firstDraft(file: Import): Draft {
  const kept = new Map(file.mapping?.columns.map((column) => [column.column, column]));
  if (file.mapping) {
    const columns = file.columns.map(({ column }): DraftColumn => {
      const said = kept.get(column);
      return { column, field: said?.field ?? null, format: said?.format ?? null, matchBy: said?.match_by ?? null };
    });
    return { columns, updateBy: file.mapping.update_by, mode: file.mapping.mode };
  }
  const best = new Map<string, ImportColumn>();
  for (const column of file.columns) {
    const field = column.suggested_field;
    if (field === null || column.confidence < SURE_ENOUGH) continue;
    const other = best.get(field);
    if (!other || column.confidence > other.confidence) best.set(field, column);
  }
  const columns = file.columns.map((column): DraftColumn => {
    const isBest = column.suggested_field !== null && best.get(column.suggested_field) === column;
    return { column: column.column, field: isBest ? column.suggested_field : null, format: null, matchBy: null };
  });
  const draft: Draft = { columns, updateBy: file.update_by, mode: file.mode };
  return draft.updateBy !== null && !isMapped(draft, draft.updateBy) ? { ...draft, updateBy: null, mode: "create" } : draft;
}

export const isMapped = (draft: Draft, field: string): boolean => draft.columns.some((column) => column.field === field);

/** Gives a column a field. The column that had it gives it up: two columns can't fill one field. */
export function withField(draft: Draft, column: string, field: string | null): Draft {
  const columns = draft.columns.map((entry): DraftColumn => {
    if (entry.column === column) return { ...entry, field, format: null, matchBy: null };
    return field !== null && entry.field === field ? { ...entry, field: null, format: null, matchBy: null } : entry;
  });
  const next = { ...draft, columns };
  return next.updateBy !== null && !isMapped(next, next.updateBy) ? { ...next, updateBy: null } : next;
}

export function withColumn(draft: Draft, column: string, part: Partial<Pick<DraftColumn, "format" | "matchBy">>): Draft {
  return { ...draft, columns: draft.columns.map((entry) => (entry.column === column ? { ...entry, ...part } : entry)) };
}

/** The body to send: every column in the file's order, so that the server's places are ours. */
export function toMapping(draft: Draft): ImportMapping {
  const columns = draft.columns.map(({ column, field, format, matchBy }) => ({ column, field, ...(format !== null && { format }), ...(matchBy !== null && { match_by: matchBy }) }));
  return { columns, update_by: draft.mode === "create" ? null : draft.updateBy, mode: draft.mode, links: {} };
}

const NEVER = new Set<string>(["formula", "rollup", "file", "auto_number"]);
/** Whether a file may fill the field. */
export const isImportable = (field: Field): boolean => !field.retired && (field.name === "external_id" || (!field.read_only && field.access === "edit")) && !NEVER.has(field.type);

export interface Target {
  id: string;
  field: Field;
  /** Null for the whole field. */
  part: string | null;
}
const PARTS: Partial<Record<FieldType, string[]>> = { money: ["currency"], address: ["country", "province", "city", "district", "street", "postcode"], link: ["id"], user: ["id"] };

/** Everything a column can mean: fields in the layout's order, then the others, and their parts. */
export function targetsOf(object: ObjectMeta): Target[] {
  const order = object.layout.sections.flatMap((section) => section.fields);
  const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return object.fields
    .filter(isImportable)
    .toSorted((a, b) => place(a.name) - place(b.name))
    .flatMap((field): Target[] => [{ id: field.name, field, part: null }, ...(PARTS[field.type] ?? []).map((part) => ({ id: `${field.name}.${part}`, field, part }))]);
}

/** The fields a row's record can be recognized by: mapped whole, and compared by value. Unique ones first. */
export function keysOf(object: ObjectMeta, draft: Draft): Field[] {
  const looked = new Set<string>(["choice", "multi_choice", "user", "link", "team", "boolean", "money", "percent", "rating", "tags"]);
  const weight = (field: Field): number => (field.name === "external_id" ? 0 : field.unique ? 1 : field.name === object.title_field ? 2 : 3);
  return object.fields.filter((field) => isMapped(draft, field.name) && field.operators.includes("eq") && !looked.has(field.type)).toSorted((a, b) => weight(a) - weight(b));
}

/** Required fields that new records would lack. The title is put together by the server when the file has none. */
export function missingRequired(object: ObjectMeta, draft: Draft): Field[] {
  if (draft.mode === "update") return [];
  const isFilled = (field: Field): boolean => draft.columns.some((column) => column.field?.split(".", 1)[0] === field.name);
  return object.fields.filter((field) => field.required && !field.read_only && !field.system && field.default === null && field.name !== object.title_field && !field.retired && !isFilled(field));
}

export const DATE_FORMATS = ["ymd", "dmy", "mdy", "compact", "serial"] as const;
export const NUMBER_FORMATS = ["point", "comma"] as const;
export const FACTORS = ["thousands", "ten_thousands", "millions", "hundred_millions"] as const;
const DATES = new Set<string>(["date", "datetime"]);
const NUMBERS = new Set<string>(["number", "integer", "money", "percent"]);
export type FormatKind = "date" | "number" | null;
export const formatKind = (type: string): FormatKind => (DATES.has(type) ? "date" : NUMBERS.has(type) ? "number" : null);

export interface NumberWords {
  sign: (typeof NUMBER_FORMATS)[number];
  factor: (typeof FACTORS)[number] | "";
}
/** `comma+millions` taken apart. Unknown words are left out. */
export function readNumberFormat(format: string | null): NumberWords {
  const words = (format ?? "").split("+");
  return { sign: NUMBER_FORMATS.find((sign) => words.includes(sign)) ?? "point", factor: FACTORS.find((factor) => words.includes(factor)) ?? "" };
}
export const writeNumberFormat = ({ sign, factor }: NumberWords): string => (factor === "" ? sign : `${sign}+${factor}`);

/** How many rows wait for a decision, and for how many texts. */
export function undecided(file: Import): { texts: number; rows: number } {
  const open = file.matches.filter((match) => match.choice === null);
  return { texts: open.length, rows: open.reduce((sum, match) => sum + match.rows, 0) };
}

/** The decision a select shows: a candidate's id, one of the two words, or "" for none. */
export const choiceKey = (choice: MatchChoice | null): string => (choice === null ? "" : typeof choice === "string" ? choice : `id:${choice.id}`);
export function choiceOf(key: string): MatchChoice | null {
  if (key === "") return null;
  if (key === "leave_empty" || key === "reject") return key;
  return { id: key.slice("id:".length) };
}

export const STEPS = ["file", "columns", "matches", "check", "result"] as const;
export type Step = (typeof STEPS)[number];

/** Which step an import stands at; `wanted` goes back to one that is open again. */
export function stepOf(file: Import, wanted: string): Step {
  switch (file.state) {
    case "mapping":
      if (file.mapping === null || wanted === "columns") return "columns";
      return file.matches.length > 0 && (wanted === "matches" || undecided(file).texts > 0) ? "matches" : "check";
    case "checked":
      return wanted === "columns" ? "columns" : wanted === "matches" && file.matches.length > 0 ? "matches" : "check";
    case "checking":
      return "check";
    default:
      return "result";
  }
}
