import { describe, expect, it } from "vitest";
import type { FactorStep, Me, SignInAnswer } from "../../lib/api/types";
import { checkForm, nextView, type View, viewAt } from "./machine";

const me = { user: { id: "1" } } as Me;
const first: View = viewAt({ kind: "sign_in" });
const factor: FactorStep = { next: "factor", purpose: "sign_in", name: "李娜", factors: [{ kind: "totp" }] };
const answered = (view: View, answer: unknown): View => nextView(view, { kind: "answered", answer: answer as SignInAnswer });

describe("signing in", () => {
  it("ends with the reader when the password is enough", () => expect(answered(first, me)).toEqual({ kind: "done", me, from: "credentials" }));

  it("goes from step to step until the server says that it is done", () => {
    const asked = answered(first, factor);
    expect(asked).toEqual({ kind: "step", step: factor });
    const enroll = { next: "enroll", purpose: "sign_in", allowed: ["totp"] };
    expect(answered(asked, enroll)).toEqual({ kind: "step", step: enroll });
    const fresh = { next: "new_password", purpose: "sign_in", why: "expired" };
    expect(answered(asked, fresh)).toEqual({ kind: "step", step: fresh });
    expect(answered(asked, { next: "done", purpose: "sign_in", me })).toEqual({ kind: "done", me, from: "step" });
  });

  it("goes on with what an invitation was answered", () => {
    expect(viewAt({ kind: "answer", answer: factor })).toEqual({ kind: "step", step: factor });
  });

  it("says a further step it does not know instead of skipping it, and can start over", () => {
    const waiting = answered(first, { next: "face_scan", purpose: "sign_in" });
    expect(waiting).toEqual({ kind: "unknown", next: "face_scan" });
    expect(nextView(waiting, { kind: "startOver" })).toEqual(first);
  });

  it("does not take itself for done without the reader", () => expect(answered(first, { next: "done", purpose: "sign_in" })).toEqual({ kind: "unknown", next: "done" }));

  it("begins again, and says why, when the step took too long", () => {
    expect(nextView(answered(first, factor), { kind: "gone" })).toEqual({ kind: "credentials", said: "gone" });
  });

  it("stays done, whatever comes late", () => {
    const done = answered(first, me);
    expect(nextView(done, { kind: "gone" })).toBe(done);
    expect(answered(done, factor)).toBe(done);
  });
});

describe("a mailed link", () => {
  it("leads back to signing in once the password is set or the wait is lifted", () => {
    const reset = viewAt({ kind: "link", purpose: "reset", token: "t" });
    expect(reset).toEqual({ kind: "link", purpose: "reset", token: "t" });
    expect(answered(reset, { ...factor, purpose: "reset" })).toMatchObject({ kind: "step" });
    expect(answered(reset, { next: "done", purpose: "reset" })).toEqual({ kind: "credentials", said: "reset.done" });
    expect(answered(viewAt({ kind: "link", purpose: "unlock", token: "t" }), { next: "done", purpose: "unlock" })).toEqual({ kind: "credentials", said: "unlock.done" });
  });
});

it("checks the form before it is sent", () => {
  expect(checkForm("", "")).toEqual({ email: "missing", password: "missing" });
  expect(checkForm("nobody", "x")).toEqual({ email: "invalid" });
  expect(checkForm(" a@example.com ", "x")).toEqual({});
});
