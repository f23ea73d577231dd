/** Moves in a layout. Every one gives a new layout; a field stands in one section at most. */
import type { Field, Label, Layout, LayoutSection, ObjectMeta } from "../../lib/api/types";
import { moved } from "../../ui/SortList/order";

const at = (layout: Layout, index: number, change: (section: LayoutSection) => LayoutSection): Layout => ({
  ...layout,
  sections: layout.sections.map((section, place) => (place === index ? change(section) : section)),
});

export const moveSection = (layout: Layout, from: number, to: number): Layout => ({ ...layout, sections: [...moved(layout.sections, from, to)] });
export const moveField = (layout: Layout, section: number, from: number, to: number): Layout => at(layout, section, (old) => ({ ...old, fields: [...moved(old.fields, from, to)] }));
export const nameSection = (layout: Layout, section: number, label: Label): Layout => at(layout, section, (old) => ({ ...old, label }));
export const setColumns = (layout: Layout, section: number, columns: 1 | 2): Layout => at(layout, section, (old) => ({ ...old, columns }));
export const addSection = (layout: Layout, label: Label): Layout => ({ ...layout, sections: [...layout.sections, { label, columns: 2, fields: [] }] });
/** Its fields are then outside the layout. */
export const removeSection = (layout: Layout, section: number): Layout => ({ ...layout, sections: layout.sections.filter((_, place) => place !== section) });

/** Puts a field at the end of a section, from wherever it was; null takes it out. */
export function placeField(layout: Layout, field: string, section: number | null): Layout {
  const sections = layout.sections.map((entry, place) => {
    const rest = entry.fields.filter((name) => name !== field);
    return place === section ? { ...entry, fields: [...rest, field] } : rest.length === entry.fields.length ? entry : { ...entry, fields: rest };
  });
  return { ...layout, sections };
}

export const moveColumn = (layout: Layout, from: number, to: number): Layout => ({ ...layout, list: [...moved(layout.list, from, to)] });
export const addColumn = (layout: Layout, field: string): Layout => (layout.list.includes(field) ? layout : { ...layout, list: [...layout.list, field] });
export const removeColumn = (layout: Layout, field: string): Layout => ({ ...layout, list: layout.list.filter((name) => name !== field) });

/** Fields in use that stand in no section. */
export function unplaced(object: ObjectMeta, layout: Layout): Field[] {
  const placed = new Set(layout.sections.flatMap((section) => section.fields));
  return object.fields.filter((field) => !field.retired && !placed.has(field.name) && field.name !== "id");
}

/** Fields that may become columns. */
export const listable = (object: ObjectMeta, layout: Layout): Field[] => object.fields.filter((field) => !field.retired && !layout.list.includes(field.name) && field.type !== "json" && field.type !== "file");

export const sameLayout = (a: Layout, b: Layout): boolean => JSON.stringify(a) === JSON.stringify(b);
