import { describe, expect, it } from "vitest";
import type { Grant, Role } from "../../lib/api/types";
import { classRight, differences, grantOf, guardedClass, NO_GRANT, withCapability, withFieldRight, withGrant, withoutGrant, withScope } from "./grants";

const grant = (part: Partial<Grant> = {}): Grant => ({ ...NO_GRANT, ...part });
const role = (part: Partial<Role> = {}): Role => ({
  key: "r", label: { zh: "甲", en: "A" }, description: { zh: "", en: "" }, shipped: false, version: 1, system: [], objects: {}, default: null, member_count: 0, ...part,
});

describe("scopes", () => {
  it("never reach further than viewing", () => {
    const team = grant({ view: "team" });
    expect(withScope(team, "edit", "all")).toBe(team);
    expect(withScope(team, "edit", "own").edit).toBe("own");
  });
  it("shrink with viewing, and do not grow with it", () => {
    const wide = grant({ view: "all", edit: "all", export: "team" });
    expect(withScope(wide, "view", "own")).toMatchObject({ view: "own", edit: "own", export: "own", delete: "none" });
    expect(withScope(grant({ view: "own", edit: "own" }), "view", "all")).toMatchObject({ view: "all", edit: "own" });
  });
});

describe("grants", () => {
  it("come from all other objects until an object has its own", () => {
    const base = role({ default: grant({ view: "all" }) });
    expect(grantOf(base, "lead")).toMatchObject({ isInherited: true, grant: { view: "all" } });
    const own = withGrant(base, "lead", grant({ view: "own" }));
    expect(grantOf(own, "lead")).toMatchObject({ isInherited: false, grant: { view: "own" } });
    expect(withoutGrant(own, "lead")).toEqual(base);
    expect(grantOf(role(), null).grant).toBe(NO_GRANT);
  });
  it("know the right of a class, and that a phone is sensitive at least", () => {
    expect([classRight(NO_GRANT, "internal"), classRight(NO_GRANT, "sensitive"), classRight(NO_GRANT, "restricted")]).toEqual(["edit", "masked", "hidden"]);
    expect(classRight(grant({ classes: { sensitive: "read" } }), "sensitive")).toBe("read");
    expect([guardedClass({ type: "phone", class: "internal" }), guardedClass({ type: "email", class: "restricted" }), guardedClass({ type: "text", class: "public" })]).toEqual(["sensitive", "restricted", "public"]);
  });
});

describe("the difference of two roles", () => {
  it("is empty for the same role", () => {
    const one = role({ default: grant({ view: "all" }), objects: { lead: grant() } });
    expect(differences(one, structuredClone(one))).toEqual([]);
  });
  it("names every right that changed, once", () => {
    const before = role({ default: grant({ view: "own" }) });
    const after = withCapability(withGrant(before, "lead", withFieldRight(grant({ view: "all" }), "phone", "masked")), "audit.read", true);
    expect(differences(before, after)).toEqual([
      { object: null, right: "audit.read", before: "no", after: "yes" },
      { object: "lead", right: "view", before: "own", after: "all" },
      { object: "lead", right: "field:phone", before: "by_class", after: "masked" },
      { object: "lead", right: "own", before: "no", after: "yes" },
    ]);
  });
  it("sees that a default written out changes nothing but who decides", () => {
    const before = role({ default: grant({ view: "own" }) });
    expect(differences(before, withGrant(before, "lead", grant({ view: "own" })))).toEqual([{ object: "lead", right: "own", before: "no", after: "yes" }]);
  });
});
