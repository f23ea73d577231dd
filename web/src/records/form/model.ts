/** The arithmetic of a form from metadata: which fields it has, what they start with, what changed. Pure. */
import { isEmpty, sameValue } from "../../fields/values";
import type { Field, KedunRecord, LayoutSection, Me, ObjectMeta } from "../../lib/api/types";

export const isWritable = (field: Field): boolean =>
  !field.read_only && !field.retired && field.access === "edit" && field.type !== "formula" && field.type !== "rollup" && field.type !== "auto_number" && field.name !== "id";

export interface FormSectionPlan {
  label: LayoutSection["label"] | null;
  columns: 1 | 2;
  fields: Field[];
}

/** The layout's sections with the fields one can write. Required fields that stand in no section come in the first. */
export function planSections(meta: ObjectMeta, only?: readonly string[]): FormSectionPlan[] {
  const byName = new Map(meta.fields.filter(isWritable).map((field) => [field.name, field]));
  if (only) return [{ label: null, columns: 1, fields: only.flatMap((name) => byName.get(name) ?? []) }];
  const placed = new Set<string>();
  const sections = meta.layout.sections.map((section) => {
    const fields = section.fields.flatMap((name) => {
      const field = byName.get(name);
      if (!field || placed.has(name)) return [];
      placed.add(name);
      return [field];
    });
    return { label: section.label, columns: section.columns, fields };
  });
  const missing = [...byName.values()].filter((field) => field.required && !field.system && !placed.has(field.name));
  const [first] = sections;
  if (missing.length > 0) {
    if (first) first.fields = [...first.fields, ...missing];
    else sections.push({ label: { zh: "", en: "" }, columns: 1, fields: missing });
  }
  return sections.filter((section) => section.fields.length > 0);
}

/** A new record starts with the fields' defaults, its maker as owner, and what the place it is made from gives. */
export function startValues(meta: ObjectMeta, me: Me, initial: Record<string, unknown> = {}): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of meta.fields) {
    if (!isWritable(field)) continue;
    if (!isEmpty(field.default)) values[field.name] = field.default;
    else if (field.name === "owner" && field.type === "user") values[field.name] = { id: me.user.id, label: me.user.name };
  }
  return { ...values, ...initial };
}

/** Only what differs is sent: what one does not touch, one does not overwrite. */
export function changedValues(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !sameValue(before[name], value)));
}

/** Required fields without a value. Numbers a server would give by itself are not asked. */
export function missingFields(sections: readonly FormSectionPlan[], values: Record<string, unknown>, alsoRequired: readonly string[] = []): Field[] {
  return sections.flatMap((section) => section.fields).filter((field) => (field.required || alsoRequired.includes(field.name)) && isEmpty(values[field.name]));
}

/** Values a record already has that this reader may write. */
export function recordValues(meta: ObjectMeta, record: KedunRecord): Record<string, unknown> {
  return Object.fromEntries(meta.fields.filter((field) => isWritable(field) && !record.masked.includes(field.name)).map((field) => [field.name, record.values[field.name] ?? null]));
}
