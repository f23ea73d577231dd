import { describe, expect, it } from "vitest";
import type { Policy } from "../../lib/api/types";
import { DEFAULT_POLICY, judgePassword, missingClasses, passwordLength, rulesOf } from "./policy";

const strict: Policy = { ...DEFAULT_POLICY, key: "dengbao", min_chars: 12, classes: 4, history: 5, breached: true };

describe("a password", () => {
  it("is counted in characters after NFKC, as the server does", () => {
    expect(passwordLength("客盾🙂a")).toBe(4);
    expect(passwordLength("ﬁ")).toBe(2);
    expect(passwordLength("e\u0301")).toBe(1);
  });
  it("is short, long or fine", () => {
    expect(judgePassword("", DEFAULT_POLICY)).toEqual({ code: "short", min: 15 });
    expect(judgePassword("昨夜西风凋碧树独上高楼望尽天涯", DEFAULT_POLICY)).toBeNull();
    expect(judgePassword("x".repeat(257), DEFAULT_POLICY)).toEqual({ code: "long", max: 256 });
  });
  it("may be shorter beside a second factor", () => {
    expect(judgePassword("twelve chars", DEFAULT_POLICY, true)).toBeNull();
    expect(judgePassword("eleven char", DEFAULT_POLICY, true)).toEqual({ code: "short", min: 12 });
  });
  it("misses kinds of characters only where the policy asks for them", () => {
    expect(missingClasses("Abc1")).toEqual(["special"]);
    expect(missingClasses("客户")).toEqual(["upper", "lower", "digit"]);
    expect(judgePassword("abcdefghijkl1", strict)).toEqual({ code: "classes", missing: ["upper", "special"] });
    expect(judgePassword("Abcdefghijkl1", { ...strict, classes: 3 })).toBeNull();
    expect(judgePassword("Abcdefghijk-1", strict)).toBeNull();
  });
  it("is of no use where only passkeys are", () => expect(judgePassword("x".repeat(20), { ...strict, passwords_allowed: false })).toEqual({ code: "notAllowed" }));
});

describe("the checklist", () => {
  const states = (...args: Parameters<typeof rulesOf>) => Object.fromEntries(rulesOf(...args).map(({ id, state }) => [id, state]));
  it("has only what the policy asks for", () => {
    expect(states("", DEFAULT_POLICY, false, "none")).toEqual({ length: "open", common: "open" });
    expect(Object.keys(states("", strict, false, "none"))).toEqual(["length", "classes", "common", "breached", "history"]);
  });
  it("says what the server found, what it is looking for, and what it could not say", () => {
    const long = "a sentence to remember";
    expect(states(long, strict, false, "checking")).toMatchObject({ length: "met", classes: "unmet", common: "checking", breached: "checking", history: "later" });
    expect(states(long, strict, false, { problems: ["password_breached"] })).toMatchObject({ common: "met", breached: "broken" });
    expect(states(long, strict, false, "unknown")).toMatchObject({ common: "later", breached: "later" });
  });
  it("names the upper limit only to those who pass it", () => {
    expect(states("x".repeat(257), DEFAULT_POLICY, false, "none")).toMatchObject({ length: "met", long: "broken" });
  });
});
