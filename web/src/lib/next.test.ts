import { expect, it } from "vitest";
import { safeNext, signInHref } from "./next";

it("goes back only to pages of this app", () => {
  expect(safeNext("/o/account?view=1")).toBe("/o/account?view=1");
  for (const bad of ["//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example", "/x\\evil", "https://evil.example", "javascript:alert(1)", "", undefined, 3]) expect(safeNext(bad)).toBeUndefined();
});

it("does not go from sign-in to sign-in", () => {
  expect(signInHref("/sign-in?next=/x")).toBe("/sign-in");
  expect(signInHref("/")).toBe("/sign-in");
  expect(signInHref("/o/lead")).toBe("/sign-in?next=%2Fo%2Flead");
});
