import { describe, expect, test } from "vitest";
import { countConditions, readFilter, readListSearch, readSort, writeSort } from "./address";

describe("an address from outside", () => {
  test("keeps what it knows and drops the rest", () => {
    expect(readListSearch({ view: "01A", kind: "board", q: 12, open: "x", new: 1, sort: "-amount,name", evil: "y", filter: { field: "a", op: "eq", value: 1 } })).toEqual({
      view: "01A",
      kind: "board",
      q: "12",
      open: "x",
      new: true,
      sort: "-amount,name",
      filter: { field: "a", op: "eq", value: 1 },
    });
    expect(readListSearch({ kind: "map", view: {}, filter: "x" })).toEqual({});
  });
  test("'no filter' is not 'no word of a filter'", () => {
    expect(readListSearch({ filter: null })).toEqual({ filter: null });
    expect(readListSearch({ sort: "" })).toEqual({ sort: "" });
  });
  test("a filter of the wrong shape, too deep or too large is none", () => {
    expect(readFilter({ and: "x" })).toBeNull();
    expect(readFilter({ field: 1, op: "eq" })).toBeNull();
    let deep: unknown = { field: "a", op: "eq" };
    for (let level = 0; level < 40; level++) deep = { not: deep };
    expect(readFilter(deep)).toBeNull();
    const wide = readFilter({ and: Array.from({ length: 500 }, () => ({ field: "a", op: "eq", value: 1 })) });
    expect(wide && "and" in wide ? wide.and.length : 0).toBe(99);
  });
});

test("sort there and back", () => {
  expect(readSort("-amount,name,account.industry")).toEqual([{ field: "amount", desc: true }, { field: "name", desc: false }, { field: "account.industry", desc: false }]);
  expect(writeSort(readSort("-amount,name"))).toBe("-amount,name");
  expect(readSort("a;drop,--x,")).toEqual([]);
});

test("conditions are counted wherever they stand", () => {
  expect(countConditions(null)).toBe(0);
  expect(countConditions({ and: [{ field: "a", op: "me" }, { or: [{ field: "b", op: "empty" }, { not: { field: "c", op: "empty" } }] }] })).toBe(3);
});
