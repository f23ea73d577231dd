import { expect, it } from "vitest";
import { goLetters } from "./navigation";

it("gives each object a letter of its own, and customer-made ones the first that is free", () => {
  const letters = goLetters(["account", "opportunity", "apple", "task", "tta"]);
  expect(Object.fromEntries(letters)).toEqual({ account: "a", opportunity: "d", apple: "p", task: "t" });
});
