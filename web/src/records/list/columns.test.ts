import { describe, expect, test } from "vitest";
import type { Field, ObjectMeta, View } from "../../lib/api/types";
import { columnsOf, soundColumns, toggledColumn } from "./columns";
import { nextSort } from "./sort";

const field = (name: string, type = "text") => ({ name, type, retired: name === "old" }) as unknown as Field;
const meta = { title_field: "name", fields: [field("amount", "money"), field("name"), field("stage", "choice"), field("old")], layout: { list: ["stage", "name", "old", "gone"] } } as unknown as ObjectMeta;
const names = (columns: { field: string }[]) => columns.map((column) => column.field);

describe("columns", () => {
  test("what names the record is first, what is gone or retired is not there", () => expect(names(columnsOf(meta, null, null))).toEqual(["name", "stage"]));
  test("the reader's own, else the view's, else the layout's", () => {
    const view = { columns: [{ field: "amount", width: 90 }] } as View;
    expect(names(columnsOf(meta, view, null))).toEqual(["name", "amount"]);
    expect(names(columnsOf(meta, view, [{ field: "stage", width: 10 }]))).toEqual(["name", "stage"]);
    expect(names(columnsOf(meta, { columns: [] } as unknown as View, null))).toEqual(["name", "stage"]);
  });
  test("each once, with a width", () => expect(soundColumns(meta, [{ field: "amount" }, { field: "amount", width: 5 }])).toMatchObject([{ field: "name" }, { field: "amount", width: expect.any(Number) }]));
  test("added at the end and taken out, never the first", () => {
    const start = columnsOf(meta, null, null);
    expect(names(toggledColumn(meta, start, "amount"))).toEqual(["name", "stage", "amount"]);
    expect(names(toggledColumn(meta, start, "stage"))).toEqual(["name"]);
    expect(names(toggledColumn(meta, start, "name"))).toEqual(["name", "stage"]);
  });
});

test("a head pressed sorts up, then down, then not", () => {
  const up = nextSort([{ field: "updated_at", desc: true }], "amount", false);
  expect(up).toEqual([{ field: "amount", desc: false }]);
  const down = nextSort(up, "amount", false);
  expect(down).toEqual([{ field: "amount", desc: true }]);
  expect(nextSort(down, "amount", false)).toEqual([]);
  expect(nextSort(down, "name", true)).toEqual([{ field: "amount", desc: true }, { field: "name", desc: false }]);
  expect(nextSort([{ field: "a", desc: false }, { field: "b", desc: false }], "a", true)).toEqual([{ field: "a", desc: true }, { field: "b", desc: false }]);
});
