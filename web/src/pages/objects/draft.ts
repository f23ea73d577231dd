/** A field while somebody makes or changes it, and what of it is sent. */
import type { DataClass, Field, FieldType, Label, Option, Stage } from "../../lib/api/types";
import { keyFrom } from "../../parts/keyFrom";
import { readDecimal } from "../../ui/NumberField/decimal";

export interface RollupDraft {
  object: string | null;
  via: string | null;
  function: "count" | "sum" | "min" | "max";
  field: string | null;
}
export interface FieldDraft {
  type: FieldType;
  name: string;
  label: Label;
  help: Label;
  required: boolean;
  unique: boolean;
  indexed: boolean;
  personal: boolean;
  class: DataClass;
  options: Option[];
  max_length: string | null;
  scale: string | null;
  min: string | null;
  max: string | null;
  currency: string;
  negative: boolean;
  objects: string[];
  pattern: string;
  format: string | null;
  formula: string;
  result_type: FieldType;
  rollup: RollupDraft;
}

const EMPTY: Label = { zh: "", en: "" };
/** Types no two records can be told apart by. */
const UNIQUE_TYPES = new Set<string>(["text", "integer", "number", "date", "phone", "email", "url", "link", "user"]);
const COMPUTED = new Set<string>(["formula", "rollup"]);
export const mayBeUnique = (type: string): boolean => UNIQUE_TYPES.has(type);
export const mayBeRequired = (type: string): boolean => !COMPUTED.has(type) && type !== "auto_number";
export const mayBeIndexed = (type: string): boolean => ["text", "integer", "number", "money", "percent", "date", "datetime", "choice", "user", "team", "link", "boolean", "rating", "phone", "email"].includes(type);

export function newDraft(type: FieldType): FieldDraft {
  return {
    type, name: "", label: EMPTY, help: EMPTY, required: false, unique: false, indexed: false, personal: type === "phone" || type === "email" || type === "address", class: "internal", options: [],
    max_length: null, scale: null, min: null, max: type === "rating" ? "5" : null, currency: "", negative: false, objects: [], pattern: "", format: null, formula: "", result_type: "number",
    rollup: { object: null, via: null, function: "count", field: null },
  };
}

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

export function draftOf(field: Field): FieldDraft {
  return {
    ...newDraft(field.type),
    name: field.name, label: field.label, help: field.help ?? EMPTY, required: field.required, unique: field.unique, indexed: field.indexed, personal: field.personal, class: field.class,
    options: field.options ?? [], max_length: text(field.max_length), scale: text(field.scale), min: text(field.min), max: text(field.max), currency: field.currency ?? "", objects: field.objects ?? [],
    pattern: field.pattern ?? "", formula: field.formula ?? "", result_type: field.result_type ?? "number",
  };
}

export const hasLabel = (label: Label): boolean => label.zh.trim() !== "" || label.en.trim() !== "";
const trimmed = (label: Label): Label => ({ zh: label.zh.trim(), en: label.en.trim() });

const FRESH = /^new_\d+$/;
/** A key for an option or stage nobody has named yet. */
export function freshKey(items: readonly { key: string }[]): string {
  for (let n = 1; ; n++) if (!items.some(({ key }) => key === `new_${n}`)) return `new_${n}`;
}

/** Gives those that are new their keys by their English names. Keys that stand in records already never change. */
export function settled<I extends { key: string; label: Label }>(items: readonly I[], kept: readonly { key: string }[]): I[] {
  const taken = items.filter(({ key }) => !FRESH.test(key) || kept.some((old) => old.key === key)).map(({ key }) => key);
  return items.map((item) => {
    if (taken.includes(item.key)) return item;
    const key = keyFrom(item.label.en, taken) || item.key;
    taken.push(key);
    return { ...item, key };
  });
}

/** Only the settings the type has are sent: the server refuses others. Numbers that must be exact stay strings. */
function settingsOf(draft: FieldDraft, settings: readonly string[]): Record<string, unknown> {
  // What is no number goes as it was typed, and is refused: never as another one.
  const exact = (value: string): number | string => (readDecimal(value, { scale: 0 }).fault ? value : Number(value));
  const whole = (value: string | null): number | string | undefined => (value === null ? undefined : exact(value));
  const range = (value: string | null): string | number | undefined => (value === null ? undefined : draft.type === "integer" || draft.type === "rating" ? exact(value) : value);
  const all: Record<string, unknown> = {
    max_length: whole(draft.max_length),
    scale: whole(draft.scale),
    min: range(draft.min),
    max: range(draft.max),
    currency: draft.currency || undefined,
    negative: draft.negative || undefined,
    options: settled(draft.options, []),
    objects: draft.objects,
    pattern: draft.pattern || undefined,
    format: draft.format ?? undefined,
    formula: draft.formula,
    result_type: draft.result_type,
    rollup: draft.rollup.object && draft.rollup.via ? { object: draft.rollup.object, via: draft.rollup.via, function: draft.rollup.function, ...(draft.rollup.function !== "count" && { field: draft.rollup.field }) } : undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([key, value]) => settings.includes(key) && value !== undefined));
}

/** The body that makes the field. */
export function creationOf(draft: FieldDraft, settings: readonly string[]): Partial<Field> {
  const flags = Object.fromEntries((["required", "unique", "indexed", "personal"] as const).filter((flag) => draft[flag]).map((flag) => [flag, true]));
  return {
    name: draft.name,
    type: draft.type,
    label: trimmed(draft.label),
    ...(hasLabel(draft.help) && { help: trimmed(draft.help) }),
    ...(draft.class !== "internal" && { class: draft.class }),
    ...flags,
    ...settingsOf(draft, settings),
  } as Partial<Field>;
}

/** What differs from the field as it is, of what may be changed. Empty: nothing to save. */
export function patchOf(field: Field, draft: FieldDraft): Partial<Field> {
  const patch: Partial<Field> = {};
  const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
  if (differs(trimmed(draft.label), field.label)) patch.label = trimmed(draft.label);
  const help = hasLabel(draft.help) ? trimmed(draft.help) : null;
  if (differs(help, field.help)) patch.help = help;
  for (const flag of ["required", "unique", "indexed", "personal"] as const) if (draft[flag] !== field[flag]) patch[flag] = draft[flag];
  if (draft.class !== field.class) patch.class = draft.class;
  if (field.options && differs(draft.options, field.options)) patch.options = settled(draft.options, field.options);
  if (field.formula !== null && draft.formula !== field.formula) patch.formula = draft.formula;
  return patch;
}

const CLASS_ORDER: readonly DataClass[] = ["public", "internal", "sensitive", "restricted"];
/** A class may rise, never fall. */
export const classesFrom = (current: DataClass | null): DataClass[] => CLASS_ORDER.filter((entry) => current === null || CLASS_ORDER.indexOf(entry) >= CLASS_ORDER.indexOf(current));

export const COLORS = ["blue", "violet", "amber", "teal", "green", "red", "gray"] as const;

/** Why the stages can't be saved yet. */
export function stageFault(stages: readonly Omit<Stage, "order">[]): "kinds" | "labels" | "chances" | null {
  if (stages.some((stage) => !hasLabel(stage.label) || stage.key === "")) return "labels";
  if (!stages.every((stage) => Number.isInteger(stage.probability))) return "chances";
  return (["open", "won", "lost"] as const).every((kind) => stages.some((stage) => stage.kind === kind)) ? null : "kinds";
}

/** A stage as it is sent: its order is its place. */
export function bareStage({ key, label, kind, probability, color, required_fields }: Omit<Stage, "order">): Omit<Stage, "order"> {
  return { key, label: trimmed(label), kind, probability, color, required_fields };
}

/** What a new object's stages begin with. */
export const FIRST_STAGES: readonly Omit<Stage, "order">[] = [
  { key: "open", label: { zh: "进行中", en: "Open" }, kind: "open", probability: 20, color: "blue", required_fields: [] },
  { key: "won", label: { zh: "成功", en: "Won" }, kind: "won", probability: 100, color: "green", required_fields: [] },
  { key: "lost", label: { zh: "失败", en: "Lost" }, kind: "lost", probability: 0, color: "red", required_fields: [] },
];
