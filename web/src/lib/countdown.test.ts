import { expect, it } from "vitest";
import { clockWords, secondsLeft } from "./countdown";

it("counts whole seconds, and never below none", () => {
  expect(secondsLeft(10_500, 0)).toBe(11);
  expect(secondsLeft(1000, 1000)).toBe(0);
  expect(secondsLeft(0, 5000)).toBe(0);
  expect(secondsLeft(null, 0)).toBe(0);
});

it("writes a wait as a clock does", () => {
  expect(clockWords(5)).toBe("0:05");
  expect(clockWords(75)).toBe("1:15");
  expect(clockWords(7200)).toBe("2:00:00");
});
