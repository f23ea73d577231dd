import { describe, expect, it } from "vitest";
import { personMonogram, recordMonogram, tintOf } from "./Avatar/monogram";
import { movedColumn, toggled } from "./Grid/selection";

describe("monograms", () => {
  it("are the surname in Chinese and initials in Latin", () => {
    expect(["沈佳宁", "Ava Reed", "ava", "Jean-Luc Picard", " ", "👩‍🚀 Mae"].map(personMonogram)).toEqual(["沈", "AR", "A", "JP", "?", "👩‍🚀M"]);
  });
  it("skip the place a company's name begins with", () => {
    expect(["南京明德半导体股份有限公司", "江苏省苏中建设", "北京", "Northwind", ""].map(recordMonogram)).toEqual(["明", "苏", "北", "N", "?"]);
  });
  it("have the same tint for the same name", () => expect(tintOf("云岭")).toBe(tintOf("云岭")));
});

describe("selection", () => {
  const ids = ["a", "b", "c", "d", "e"];
  it("toggles one row, and a range with an anchor, in either direction", () => {
    expect([...toggled(new Set(["a"]), ids, 0, null)]).toEqual([]);
    expect([...toggled(new Set(["b"]), ids, 3, 1)]).toEqual(["b", "c", "d"]);
    expect([...toggled(new Set(), ids, 0, 2)]).toEqual(["a", "b", "c"]);
    expect([...toggled(new Set(["b", "c", "d"]), ids, 3, 2)]).toEqual(["b"]);
  });
});

describe("moving columns", () => {
  const columns = ["a", "b", "c", "d"].map((id) => ({ id }));
  const order = (id: string, before: number) => movedColumn(columns, id, before).map((column) => column.id).join("");
  it("goes before the place given, and never before the first", () => {
    expect([order("b", 4), order("d", 1), order("c", 0), order("b", 2), order("a", 3)]).toEqual(["acdb", "adbc", "acbd", "abcd", "abcd"]);
  });
});
