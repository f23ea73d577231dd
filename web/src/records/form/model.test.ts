import { describe, expect, test } from "vitest";
import type { Field, Me, ObjectMeta } from "../../lib/api/types";
import { changedValues, isWritable, missingFields, planSections, startValues } from "./model";

const field = (name: string, more: Partial<Field> = {}) => ({ name, type: "text", read_only: false, retired: false, access: "edit", required: false, system: false, default: null, ...more }) as Field;
const meta = {
  fields: [field("name", { required: true }), field("code", { required: true }), field("secret", { access: "masked" }), field("total", { type: "formula", read_only: true }), field("stage", { default: "new" }), field("owner", { type: "user", system: true })],
  layout: { sections: [{ label: { zh: "一", en: "One" }, columns: 2, fields: ["name", "secret", "total", "stage", "name"] }, { label: { zh: "二", en: "Two" }, columns: 1, fields: ["total"] }] },
} as unknown as ObjectMeta;
const me = { user: { id: "u1", name: "Ann" } } as Me;

test("only what one may write is in a form", () => {
  expect(meta.fields.filter(isWritable).map((entry) => entry.name)).toEqual(["name", "code", "stage", "owner"]);
});
describe("sections", () => {
  test("each field once, empty sections gone, required ones never missing", () => {
    expect(planSections(meta).map((section) => section.fields.map((entry) => entry.name))).toEqual([["name", "stage", "code"]]);
  });
  test("short forms have just their fields", () => {
    expect(planSections(meta, ["stage", "total", "name"]).flatMap((section) => section.fields.map((entry) => entry.name))).toEqual(["stage", "name"]);
  });
});
test("a new record starts with defaults, its maker and what its place gives", () => {
  expect(startValues(meta, me, { stage: "won" })).toEqual({ stage: "won", owner: { id: "u1", label: "Ann" } });
});
test("only what changed is sent", () => {
  expect(changedValues({ a: "x", b: null, c: [1] }, { a: "x", b: "", c: [1, 2], d: null })).toEqual({ c: [1, 2] });
});
test("what is required and empty", () => {
  expect(missingFields(planSections(meta), { name: "x" }).map((entry) => entry.name)).toEqual(["code"]);
});
