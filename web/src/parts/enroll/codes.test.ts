import { expect, it } from "vitest";
import { codesText } from "./codes";

it("keeps every code on a line of its own", () => {
  expect(codesText("head", ["a1b2-c3d4", "e5f6-g7h8"], "note")).toBe("head\r\n\r\na1b2-c3d4\r\ne5f6-g7h8\r\n\r\nnote\r\n");
});
