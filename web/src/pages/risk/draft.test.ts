import { describe, expect, it } from "vitest";
import type { SafetyRules } from "../../lib/api/types";
import { draftFrom, EXAMPLES, faultsOf, pointsOf, rulesFrom, verdictOf } from "./draft";

const rules: SafetyRules = {
  risk: { notify_at: 20, step_up_at: 50, block_at: null, countries: null },
  help_desk: { code_required: true },
  leavers: { due_hours: 24, items: ["门禁卡"] },
  movers: { due_days: 14 },
};
const draft = draftFrom(rules);

describe("the draft", () => {
  it("gives back what it came from", () => {
    expect(rulesFrom(draft)).toEqual(rules);
    const full: SafetyRules = { ...rules, risk: { notify_at: 0, step_up_at: 30, block_at: 90, countries: ["CN", "SG"] } };
    expect(rulesFrom(draftFrom(full))).toEqual(full);
  });
  it("keeps the chosen countries while they are switched off, and saves none", () => {
    const off = { ...draft, limitsCountries: false, countries: ["CN"] };
    expect(rulesFrom(off).risk.countries).toBeNull();
  });
});

describe("what is wrong", () => {
  it("is nothing with the shipped rules", () => expect(faultsOf(draft)).toEqual({}));
  it("is said of each figure itself", () => {
    expect(faultsOf({ ...draft, notify: "-1", confirm: "many", block: "0", dueHours: "", dueDays: "366" })).toEqual({ notify: "number", confirm: "number", block: "number", dueHours: "number", dueDays: "number" });
    expect(faultsOf({ ...draft, confirm: "301" })).toEqual({ confirm: "number" });
  });
  it("is said where the order is broken", () => {
    expect(faultsOf({ ...draft, confirm: "19" })).toEqual({ confirm: "order.confirm" });
    expect(faultsOf({ ...draft, block: "49" })).toEqual({ block: "order.block" });
    expect(faultsOf({ ...draft, confirm: "20", block: "20" })).toEqual({});
  });
  it("is an empty list of countries", () => expect(faultsOf({ ...draft, limitsCountries: true })).toEqual({ countries: "countries" }));
});

describe("the examples", () => {
  it("come to what the server would say", () => {
    expect(verdictOf(pointsOf(EXAMPLES.travel), draft)).toBe("low");
    expect(verdictOf(pointsOf(EXAMPLES.home), draft)).toBe("notify");
    expect(verdictOf(pointsOf(EXAMPLES.abroad), draft)).toBe("confirm");
    expect(verdictOf(pointsOf(EXAMPLES.abroad), { ...draft, block: "60" })).toBe("block");
    expect(verdictOf(pointsOf(EXAMPLES.incident), draft)).toBe("confirm");
  });
});
