import { expect, it } from "vitest";
import { stillWaiting } from "./pending";

it("forgets what the server has taken, but not what was changed again meanwhile", () => {
  expect(stillWaiting({ theme: "dark" }, { theme: "dark" })).toEqual({});
  expect(stillWaiting({ theme: "light", language: "zh" }, { theme: "dark", language: "zh" })).toEqual({ theme: "light" });
  expect(stillWaiting({ density: "roomy" }, { theme: "dark" })).toEqual({ density: "roomy" });
});
