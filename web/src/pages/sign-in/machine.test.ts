import { expect, it } from "vitest";
import type { Me } from "../../lib/api/types";
import { checkForm, FIRST_STEP, nextStep } from "./machine";

const me = { user: { id: "1" } } as Me;

it("ends with the reader when the password is enough", () => {
  expect(nextStep(FIRST_STEP, { kind: "answered", answer: me })).toEqual({ kind: "done", me });
});

it("says a further step it does not know instead of skipping it, and can start over", () => {
  const waiting = nextStep(FIRST_STEP, { kind: "answered", answer: { next: "totp" } });
  expect(waiting).toEqual({ kind: "unknownFactor", factor: "totp" });
  expect(nextStep(waiting, { kind: "startOver" })).toEqual(FIRST_STEP);
});

it("checks the form before it is sent", () => {
  expect(checkForm("", "")).toEqual({ email: "missing", password: "missing" });
  expect(checkForm("nobody", "x")).toEqual({ email: "invalid" });
  expect(checkForm(" a@example.com ", "x")).toEqual({});
});
