import { describe, expect, it } from "vitest";
import type { Layout, ObjectMeta } from "../../lib/api/types";
import { addColumn, addSection, listable, moveColumn, moveField, moveSection, placeField, removeSection, sameLayout, unplaced } from "./layout";

const section = (...fields: string[]) => ({ label: { zh: "", en: "" }, columns: 2 as const, fields });
const layout: Layout = { sections: [section("a", "b", "c"), section("d")], list: ["a", "b"], related: [] };
const names = (next: Layout) => next.sections.map(({ fields }) => fields.join(""));
const object = { fields: ["a", "b", "c", "d", "e", "f"].map((name) => ({ name, type: name === "e" ? "json" : "text", retired: name === "f" })) } as unknown as ObjectMeta;

describe("a layout", () => {
  it("moves sections and the fields within them", () => {
    expect(names(moveSection(layout, 1, 0))).toEqual(["d", "abc"]);
    expect(names(moveField(layout, 0, 0, 2))).toEqual(["bca", "d"]);
    expect(names(moveField(layout, 0, 0, 9))).toEqual(["abc", "d"]);
  });
  it("moves a field to another section, and out", () => {
    expect(names(placeField(layout, "b", 1))).toEqual(["ac", "db"]);
    expect(names(placeField(layout, "b", 0))).toEqual(["acb", "d"]);
    expect(names(placeField(layout, "d", null))).toEqual(["abc", ""]);
    expect(names(placeField(layout, "e", 1))).toEqual(["abc", "de"]);
  });
  it("leaves the fields of a removed section outside", () => {
    const next = removeSection(layout, 0);
    expect(names(next)).toEqual(["d"]);
    expect(unplaced(object, next).map(({ name }) => name)).toEqual(["a", "b", "c", "e"]);
    expect(names(addSection(next, { zh: "新", en: "New" }))).toEqual(["d", ""]);
  });
  it("orders the list's columns, each once, of types a list can show", () => {
    expect(moveColumn(layout, 1, 0).list).toEqual(["b", "a"]);
    expect(addColumn(layout, "a")).toBe(layout);
    expect(listable(object, layout).map(({ name }) => name)).toEqual(["c", "d"]);
  });
  it("is the same when nothing moved", () => {
    expect(sameLayout(layout, moveSection(layout, 0, 0))).toBe(true);
    expect(sameLayout(layout, moveSection(layout, 0, 1))).toBe(false);
  });
});
