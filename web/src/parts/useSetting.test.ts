import { expect, it } from "vitest";
import { differing } from "./useSetting";

it("sends only the parts that differ, whole", () => {
  const before = { a: 1, b: { x: 1, y: 2 }, c: null as null | string };
  expect(differing(before, { ...before })).toEqual({});
  expect(differing(before, { ...before, b: { x: 1, y: 3 } })).toEqual({ b: { x: 1, y: 3 } });
  expect(differing({ ...before, c: "was" }, before)).toEqual({ c: null });
});
