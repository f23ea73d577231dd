import { expect, it } from "vitest";
import { spanOf } from "./clock";

const MINUTE = 60_000;

it("counts a span in the unit that matters, either way, and never as nothing", () => {
  expect(spanOf(20_000)).toEqual({ unit: "minutes", n: 1 });
  expect(spanOf(-59 * MINUTE)).toEqual({ unit: "minutes", n: 59 });
  expect(spanOf(60 * MINUTE)).toEqual({ unit: "hours", n: 1 });
  expect(spanOf(47.9 * 60 * MINUTE)).toEqual({ unit: "hours", n: 47 });
  expect(spanOf(-48 * 60 * MINUTE)).toEqual({ unit: "days", n: 2 });
});
