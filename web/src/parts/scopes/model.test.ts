import { describe, expect, test } from "vitest";
import { groupScopes, isCovered, isWithin, recordScope, withoutScope, withScope } from "./model";

describe("scopes", () => {
  test("are read, or are about something else", () => {
    expect(recordScope("records:read:account")).toEqual({ verb: "read", object: "account" });
    expect(recordScope("records:transfer:*")).toEqual({ verb: "transfer", object: "*" });
    for (const other of ["export", "metadata:read", "admin:users.manage", "records:import:account", "records:read", ""]) expect(recordScope(other)).toBeNull();
  });

  test("of all objects hold those of one, with the same verb alone", () => {
    expect(isWithin("records:read:account", "records:read:*")).toBe(true);
    expect(isWithin("records:read:*", "records:read:account")).toBe(false);
    expect(isWithin("records:write:account", "records:read:*")).toBe(false);
    expect(isWithin("export", "records:read:*")).toBe(false);
    expect(isCovered("export", ["metadata:read", "export"])).toBe(true);
  });

  test("that say no more beside a wider one go when it comes", () => {
    expect(withScope(["records:read:account", "records:write:account", "export"], "records:read:*")).toEqual(["records:write:account", "export", "records:read:*"]);
    expect(withScope(["export"], "export")).toEqual(["export"]);
    expect(withoutScope(["export", "records:read:*"], "export")).toEqual(["records:read:*"]);
  });

  test("are gathered by what may be done", () => {
    expect(groupScopes(["records:write:account", "records:read:contact", "records:read:account", "export", "records:read:lead", "records:delete:*"])).toEqual({
      records: [
        { objects: ["*"], verbs: ["delete"] },
        { objects: ["account"], verbs: ["read", "write"] },
        { objects: ["contact", "lead"], verbs: ["read"] },
      ],
      others: ["export"],
    });
    expect(groupScopes([])).toEqual({ records: [], others: [] });
  });

  test("of all objects stand alone, even where one object may be used alike", () => {
    expect(groupScopes(["records:read:*", "records:read:account"]).records).toEqual([
      { objects: ["*"], verbs: ["read"] },
      { objects: ["account"], verbs: ["read"] },
    ]);
  });
});
