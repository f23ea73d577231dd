import { expect, it } from "vitest";
import { spanOf } from "./span";

it("says a length exactly, and a single day in hours", () => {
  expect(spanOf(172_800)).toEqual({ unit: "days", n: 2 });
  expect(spanOf(86_400)).toEqual({ unit: "hours", n: 24 });
  expect(spanOf(5400)).toEqual({ unit: "minutes", n: 90 });
});
