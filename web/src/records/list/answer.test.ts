import { expect, test } from "vitest";
import { waitsForAnswer } from "./answer";

test("Enter waits for the answer, Tab only where a refusal is likely, a choice never", () => {
  expect(waitsForAnswer({ type: "text", unique: false }, "down")).toBe(true);
  expect(waitsForAnswer({ type: "phone", unique: false }, "leave")).toBe(true);
  expect(waitsForAnswer({ type: "text", unique: false }, "next")).toBe(false);
  expect(waitsForAnswer({ type: "text", unique: true }, "next")).toBe(true);
  expect(waitsForAnswer({ type: "phone", unique: false }, "previous")).toBe(true);
  expect(waitsForAnswer({ type: "choice", unique: false }, "stay")).toBe(false);
});
