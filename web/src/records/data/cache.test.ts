import { describe, expect, test } from "vitest";
import type { KedunRecord, RecordList } from "../../lib/api/types";
import { clashes, mapHeld, mergePages, prepend, withAnswer, withoutRows, withValues } from "./cache";

const record = (id: string, version = 1, values: Record<string, unknown> = {}): KedunRecord => ({ id, object: "account", version, label: id, values, masked: [], can: { edit: true, delete: true } });
const page = (ids: string[], next: string | null = null, count: number | null = null): RecordList => ({ items: ids.map((id) => record(id)), next, count: count === null ? null : { value: count, capped: false } });
const pages = (...list: RecordList[]) => ({ pages: list, pageParams: list.map((_, index) => (index === 0 ? null : String(index))) });

describe("keyset pages", () => {
  test("a row that comes twice is shown once, in its first place and newest state", () => {
    const second = { ...page(["c"]), items: [record("b", 3, { name: "new" }), record("c")] };
    const rows = mergePages([page(["a", "b"]), second]);
    expect(rows.map((row) => row.id)).toEqual(["a", "b", "c"]);
    expect(rows[1]).toMatchObject({ version: 3, values: { name: "new" } });
  });
  test("nothing is nothing", () => expect(mergePages([])).toEqual([]));
});

describe("changing what is held", () => {
  test("the same object comes back when nothing changed", () => {
    const held = pages(page(["a"]), page(["b"]));
    expect(mapHeld(held, (row) => row)).toBe(held);
  });
  test("only the page of the row is new", () => {
    const held = pages(page(["a"], "x", 2), page(["b"]));
    const next = mapHeld(held, (row) => (row.id === "b" ? withValues(row, { name: "B" }) : row));
    expect(next.pages[0]).toBe(held.pages[0]);
    expect(next.pages[1]?.items[0]?.values).toEqual({ name: "B" });
  });
  test("rows that go are counted off, whichever page they stood on", () => {
    const held = pages(page(["a", "b"], "x", 4), page(["c", "d"]));
    const next = mapHeld(held, (row) => (row.id === "a" || row.id === "d" ? null : row));
    expect(mergePages(next.pages).map((row) => row.id)).toEqual(["b", "c"]);
    expect(next.pages[0]?.count?.value).toBe(2);
  });
  test("a count that stopped somewhere is not counted down to nothing", () => {
    const held = pages({ ...page(["a", "b"], "x"), count: { value: 1000, capped: true } });
    expect(mapHeld(held, () => null).pages[0]?.count).toEqual({ value: 1000, capped: true });
  });
  test("pages that are left empty go, but the first, so that fetching anew asks for no more than is shown", () => {
    const held = pages(page(["a", "b"], "x", 6), page(["c", "d"], "y"), page(["e", "f"]));
    const next = withoutRows(held, new Set(["a", "b", "c", "d", "f"]));
    expect(next.pages.map((entry) => entry.items.map((row) => row.id))).toEqual([[], ["e"]]);
    expect(next.pageParams).toHaveLength(2);
    expect(next.pages[0]?.count?.value).toBe(1);
    expect(withoutRows(held, new Set(["z"]))).toBe(held);
  });
  test("works on a single page too", () => {
    expect(mapHeld(page(["a", "b"], null, 2), (row) => (row.id === "a" ? null : row))).toMatchObject({ items: [{ id: "b" }], count: { value: 1 } });
  });
  test("a card that arrives stands first and once", () => {
    const next = prepend(pages(page(["a", "b"], null, 2)), record("b", 2));
    expect(mergePages(next.pages).map((row) => row.id)).toEqual(["b", "a"]);
  });
});

describe("answers", () => {
  test("an older answer does not undo a newer state", () => {
    const held = record("a", 5, { name: "now" });
    expect(withAnswer(held, record("a", 4, { name: "then" }))).toBe(held);
    expect(withAnswer(held, record("a", 6, { phone: "1" })).values).toEqual({ name: "now", phone: "1" });
  });
  test("only what both changed to different values is a clash", () => {
    const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
    const base = { a: 1, b: 1, c: 1 };
    expect(clashes(base, { a: 2, b: 1, c: 3 }, { a: 9, b: 9, c: 3 }, same)).toEqual(["a"]);
    expect(clashes(base, { a: 1, b: 7, c: 1 }, { a: 9 }, same)).toEqual([]);
  });
});
