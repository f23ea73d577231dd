import { describe, expect, it } from "vitest";
import type { Policy, Rule, SignInRules } from "../../lib/api/types";
import { allowsPasswords, copyOf, type Figures, figureFaults, figuresFrom, inOrder, LIMITS, policyWith, ruleFaults, withoutPolicy, withPolicy, withRule } from "./draft";

const modern: Policy = {
  key: "modern",
  label: { zh: "现代", en: "Modern" },
  min_chars: 15,
  min_chars_with_factor: 12,
  max_chars: 256,
  classes: 0,
  max_age_days: null,
  warn_days: 0,
  history: 0,
  blocklist: true,
  context: true,
  breached: true,
  passwords_allowed: true,
  session_idle_secs: 43_200,
  session_absolute_secs: 604_800,
  shipped: true,
};
const rule: Rule = { need: "any", grace_days: 14, allowed: ["passkey", "totp"] };
const rules: SignInRules = { password_policy: "modern", policies: [modern], second_factor: { default: rule, roles: {}, teams: {} }, session_limits: null };

describe("policies of one's own", () => {
  it("are copies with a key of their own, from their name", () => {
    const mine = { ...copyOf(modern), label: { zh: "总部", en: "Head office" } };
    expect(mine).toMatchObject({ key: "", shipped: false, min_chars: 15 });
    const once = withPolicy(rules, mine);
    expect(once.policies.map(({ key }) => key)).toEqual(["modern", "head_office"]);
    expect(withPolicy(once, mine).policies.at(-1)?.key).toBe("head_office_2");
    expect(withPolicy(rules, { ...mine, label: { zh: "总部", en: "总部" } }).policies.at(-1)?.key).toBe("custom");
    expect(withPolicy(rules, { ...mine, label: { zh: "长", en: "x".repeat(80) } }).policies.at(-1)?.key.length).toBeLessThanOrEqual(40);
  });
  it("may leave no way in but passkeys, once they are in use", () => {
    const keyed = { ...rules, policies: [modern, { ...modern, key: "keys", passwords_allowed: false }] };
    expect(allowsPasswords(keyed)).toBe(true);
    expect(allowsPasswords({ ...keyed, password_policy: "keys" })).toBe(false);
  });
  it("are changed in place, and deleted unless they are in use", () => {
    const once = withPolicy(rules, { ...copyOf(modern), label: { zh: "总部", en: "Head office" } });
    const stricter = { ...modern, key: "head_office", min_chars: 20 };
    expect(withPolicy(once, stricter).policies[1]).toBe(stricter);
    expect(withoutPolicy(once, "head_office")).toEqual(rules);
    expect(withoutPolicy(rules, "modern")).toBe(rules);
  });
});

describe("the figures of a policy", () => {
  const good = figuresFrom(modern);
  const faults = (patch: Partial<Figures>) => figureFaults({ ...good, ...patch });
  it("go to the form and back without a change", () => expect(policyWith(modern, good)).toEqual(modern));
  it("are whole numbers within their limits", () => {
    expect(faults({})).toEqual({});
    for (const [name, [min, max]] of Object.entries(LIMITS)) {
      for (const bad of [String(min - 1), String(max + 1), "x", "1.5", "-3"]) expect(faults({ [name]: bad }), `${name} ${bad}`).toHaveProperty(name);
    }
    expect(faults({ min: "" })).toEqual({ min: "number" });
    expect(faults({ age: "" })).toEqual({});
    expect(policyWith(modern, { ...good, age: "", warn: "14" }).warn_days).toBe(0);
  });
  it("must fit each other", () => {
    expect(faults({ min: "12", minFactor: "14" })).toEqual({ minFactor: "factor" });
    expect(faults({ age: "14", warn: "14" })).toEqual({ warn: "warn" });
    expect(faults({ idle: "90", absolute: "1" })).toEqual({ absolute: "absolute" });
  });
});

describe("rules of the second step", () => {
  it("are set and taken away one by one", () => {
    const set = withRule(rules, "roles", "administrator", { ...rule, need: "phishing_resistant" });
    expect(set.second_factor.roles).toEqual({ administrator: { ...rule, need: "phishing_resistant" } });
    expect(withRule(set, "roles", "administrator", null)).toEqual(rules);
    expect(withRule(set, "teams", "t1", rule).second_factor.roles).toEqual(set.second_factor.roles);
  });
  it("allow something, and passkeys where nothing else counts", () => {
    expect(ruleFaults(rule, "14")).toEqual({});
    expect(ruleFaults({ need: "any", allowed: [] }, "0")).toEqual({ allowed: "allowed" });
    expect(ruleFaults({ need: "phishing_resistant", allowed: ["totp"] }, "0")).toEqual({ allowed: "strong" });
    expect(ruleFaults(rule, "91")).toEqual({ grace: "number" });
    expect(ruleFaults(rule, "")).toEqual({ grace: "number" });
    // Where nothing is asked for, the days are not shown.
    expect(ruleFaults({ ...rule, need: "none" }, "many")).toEqual({});
  });
  it("name ways in the order of strength", () => expect(inOrder(["sms_code", "passkey"])).toEqual(["passkey", "sms_code"]));
});
