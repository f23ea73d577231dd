import { describe, expect, it } from "vitest";
import { dragTarget, moved } from "./order";

describe("moving in a list", () => {
  it("puts one to its new place, and leaves the list alone when there is none", () => {
    const list = ["a", "b", "c"];
    expect(moved(list, 0, 2)).toEqual(["b", "c", "a"]);
    expect(moved(list, 2, 0)).toEqual(["c", "a", "b"]);
    expect(moved(list, 1, 1)).toBe(list);
    expect(moved(list, 0, 3)).toBe(list);
    expect(moved(list, 5, 0)).toBe(list);
  });
});

describe("dragging over rows of different heights", () => {
  const rows = [{ top: 0, height: 20 }, { top: 20, height: 100 }, { top: 120, height: 20 }];
  it("gives way once the middle of a row is passed", () => {
    expect(dragTarget(0, 60, rows)).toBe(0);
    expect(dragTarget(0, 71, rows)).toBe(1);
    expect(dragTarget(0, 139, rows)).toBe(2);
    expect(dragTarget(2, 71, rows)).toBe(2);
    expect(dragTarget(2, 69, rows)).toBe(1);
    expect(dragTarget(2, 1, rows)).toBe(0);
  });
});
