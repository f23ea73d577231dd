import { describe, expect, it } from "vitest";
import type { Field, Import, ImportColumn, ObjectMeta } from "../../lib/api/types";
import { choiceKey, choiceOf, firstDraft, keysOf, missingRequired, readNumberFormat, stepOf, targetsOf, toMapping, undecided, withColumn, withField, writeNumberFormat } from "./mapping";

const column = (name: string, field: string | null, confidence = 0.9): ImportColumn => ({ column: name, samples: [], type: "text", format: null, suggested_field: field, confidence });
const file = (part: Partial<Import> = {}): Import => ({
  id: "1", object: "account", name: "a.csv", state: "mapping", encoding: "UTF-8", delimiter: ",", sheet: null, rows: 2,
  columns: [column("公司", "name", 0.7), column("account", "name", 0.95), column("sector", "industry"), column("x", "phone", 0.2)],
  mapping: null, update_by: null, mode: "create", matches: [], progress: { done: 0, total: 2 }, result: null, problems: [], created_at: "", created_by: { id: "u", label: "u" }, ...part,
});
const field = (name: string, type: Field["type"], part: Partial<Field> = {}): Field =>
  ({ name, type, label: { zh: name, en: name }, required: false, unique: false, read_only: false, system: false, default: null, retired: false, access: "edit", operators: ["eq"], ...part }) as Field;
const object = {
  title_field: "name",
  layout: { sections: [{ label: { zh: "", en: "" }, columns: 2, fields: ["amount", "name"] }], list: [], related: [] },
  fields: [field("name", "text", { required: true }), field("industry", "choice", { required: true }), field("amount", "money"), field("total", "formula", { read_only: true }), field("external_id", "text", { system: true }), field("cost", "money", { access: "masked" })],
} as unknown as ObjectMeta;

describe("the first mapping", () => {
  it("takes sure suggestions, each field once, the surest column first", () => {
    expect(firstDraft(file()).columns.map(({ field }) => field)).toEqual([null, "name", "industry", null]);
  });
  it("is the one kept before, with columns it does not name left out", () => {
    const draft = firstDraft(file({ mapping: { columns: [{ column: "x", field: "phone", format: "point" }], update_by: "phone", mode: "upsert", links: {} } }));
    expect(draft.columns.map(({ field }) => field)).toEqual([null, null, null, "phone"]);
    expect(draft).toMatchObject({ updateBy: "phone", mode: "upsert" });
  });
  it("does not update by a field no column fills", () => {
    expect(firstDraft(file({ update_by: "external_id", mode: "upsert" }))).toMatchObject({ updateBy: null, mode: "create" });
    expect(firstDraft(file({ update_by: "name", mode: "upsert" }))).toMatchObject({ updateBy: "name", mode: "upsert" });
  });
});

describe("mapping a column", () => {
  it("takes the field from the column that had it, and its format with it", () => {
    const draft = withField(withColumn(firstDraft(file()), "account", { format: "dmy" }), "公司", "name");
    expect(draft.columns.slice(0, 2)).toEqual([{ column: "公司", field: "name", format: null, matchBy: null }, { column: "account", field: null, format: null, matchBy: null }]);
  });
  it("forgets the key when its column goes", () => {
    const draft = { ...firstDraft(file()), updateBy: "name", mode: "upsert" as const };
    expect(withField(draft, "account", null).updateBy).toBeNull();
    expect(withField(draft, "sector", null).updateBy).toBe("name");
  });
  it("is sent with every column in its place, and no key when everything is new", () => {
    const body = toMapping({ ...withColumn(firstDraft(file()), "account", { matchBy: "id" }), updateBy: "name" });
    expect(body.columns).toHaveLength(4);
    expect(body.columns[1]).toEqual({ column: "account", field: "name", match_by: "id" });
    expect(body.update_by).toBeNull();
  });
});

describe("what a column can mean", () => {
  it("is every field that may be written, by the layout, with its parts", () => {
    expect(targetsOf(object).map(({ id }) => id)).toEqual(["amount", "amount.currency", "name", "industry", "external_id"]);
  });
  it("is recognized by fields that are mapped and compared by value", () => {
    const draft = withField(firstDraft(file()), "x", "external_id");
    expect(keysOf(object, draft).map(({ name }) => name)).toEqual(["external_id", "name"]);
  });
  it("lacks what is required and comes from nowhere, but never the title", () => {
    const bare = withField(withField(firstDraft(file()), "sector", null), "account", null);
    expect(missingRequired(object, bare).map(({ name }) => name)).toEqual(["industry"]);
    expect(missingRequired(object, { ...bare, mode: "update" })).toEqual([]);
  });
});

describe("formats", () => {
  it("are words joined by plus", () => {
    expect(readNumberFormat("comma+millions")).toEqual({ sign: "comma", factor: "millions" });
    expect(readNumberFormat(null)).toEqual({ sign: "point", factor: "" });
    expect(writeNumberFormat({ sign: "point", factor: "ten_thousands" })).toBe("point+ten_thousands");
    expect(writeNumberFormat({ sign: "comma", factor: "" })).toBe("comma");
  });
});

describe("decisions", () => {
  const match = (text: string, rows: number, choice: Import["matches"][number]["choice"]) => ({ field: "product", text, rows, candidates: [], choice });
  it("count for all rows with the text", () => {
    expect(undecided(file({ matches: [match("GTXPro", 1480, null), match("GTX", 3, "reject")] }))).toEqual({ texts: 1, rows: 1480 });
  });
  it("go through a select and come back", () => {
    for (const choice of [null, "leave_empty", "reject", { id: "file:Acme" }] as const) expect(choiceOf(choiceKey(choice))).toEqual(choice);
  });
});

describe("the step", () => {
  const mapped = { mapping: { columns: [], update_by: null, mode: "create" as const, links: {} } };
  const open = { matches: [{ field: "p", text: "t", rows: 1, candidates: [], choice: null }] };
  it("follows the state, and goes back when asked", () => {
    expect(stepOf(file(), "")).toBe("columns");
    expect(stepOf(file(mapped), "")).toBe("check");
    expect(stepOf(file({ ...mapped, ...open }), "")).toBe("matches");
    expect(stepOf(file({ ...mapped, ...open, state: "checked" }), "")).toBe("check");
    expect(stepOf(file({ ...mapped, state: "checked" }), "matches")).toBe("check");
    expect(stepOf(file({ ...mapped, state: "checked" }), "columns")).toBe("columns");
    expect(stepOf(file({ state: "running" }), "columns")).toBe("result");
    expect(stepOf(file({ state: "done" }), "columns")).toBe("result");
  });
});
