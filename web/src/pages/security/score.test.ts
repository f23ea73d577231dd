import { expect, it } from "vitest";
import type { Factor, MySecurity } from "../../lib/api/types";
import { addableKinds, reasonOf, scoreTone } from "./score";

const factor = (kind: Factor["kind"]): Factor => ({ id: kind, kind, label: kind, created_at: "2026-11-01T00:00:00Z", last_used_at: null });
const all: Pick<MySecurity, "requirement" | "available" | "factors"> = {
  requirement: { need: "none", due_at: null, allowed: ["passkey", "totp", "email_code", "sms_code"], because: [] },
  available: { passkeys: true, email_code: true, sms_code: true },
  factors: [],
};

it("offers what the company allows and the server can do", () => {
  expect(addableKinds(all)).toEqual(["passkey", "totp", "email_code", "sms_code"]);
  expect(addableKinds({ ...all, available: { passkeys: false, email_code: true, sms_code: false } })).toEqual(["totp", "email_code"]);
  expect(addableKinds({ ...all, requirement: { ...all.requirement, allowed: ["passkey"] } })).toEqual(["passkey"]);
});

it("offers a second passkey, but no second address", () => {
  expect(addableKinds({ ...all, factors: [factor("passkey"), factor("email_code"), factor("sms_code")] })).toEqual(["passkey", "totp"]);
});

it("takes a reason apart", () => {
  expect(reasonOf("role:administrator")).toEqual({ kind: "role", key: "administrator" });
  expect(reasonOf("team:01:x")).toEqual({ kind: "team", key: "01:x" });
  expect(reasonOf("policy:passkey-only")).toEqual({ kind: "policy", key: "passkey-only" });
  expect(reasonOf("default")).toEqual({ kind: "default", key: "" });
});

it("has a tone for every score", () => expect([0, 49, 50, 79, 80, 100].map(scoreTone)).toEqual(["poor", "poor", "fair", "fair", "good", "good"]));
