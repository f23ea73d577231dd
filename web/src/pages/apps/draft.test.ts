import { expect, test } from "vitest";
import type { ScopeInfo } from "../../lib/api/types";
import { bodyOf, EMPTY_APP, missingOf, offeredWithin, rulesDraft, rulesOf } from "./draft";

const scope = (word: string): ScopeInfo => ({ scope: word, sentence: { zh: word, en: word }, risk: "low", reads: true, writes: false, exports: false, personal_data: false });

test("an app is sent without empty lines and empty words", () => {
  const draft = { ...EMPTY_APP, name: " Robot ", publisher: "Robots Ltd", redirects: " https://a.example/back \n\nhttp://127.0.0.1:8123/\n", scopes: ["export"] };
  expect(bodyOf(draft)).toEqual({
    name: "Robot",
    publisher: "Robots Ltd",
    website: null,
    redirect_uris: ["https://a.example/back", "http://127.0.0.1:8123/"],
    scopes: ["export"],
    confidential: true,
  });
  expect(missingOf(draft).size).toBe(0);
  expect([...missingOf({ ...EMPTY_APP, redirects: " \n " })]).toEqual(["name", "publisher", "redirect_uris", "scopes"]);
});

test("what was wanted may be approved, or less of it", () => {
  const known = ["records:read:*", "records:read:account", "records:write:account", "export"].map(scope);
  expect(offeredWithin([scope("records:read:*"), scope("admin:audit.read")], known).map((one) => one.scope)).toEqual(["records:read:*", "admin:audit.read", "records:read:account"]);
});

test("rules are kept only with whole figures within the limits", () => {
  const rules = { personal: true, apps: false, max_days: 90, max_records_per_hour: 5000 };
  expect(rulesOf(rulesDraft(rules))).toEqual(rules);
  for (const days of ["", "0", "366", "1.5", "x"]) expect(rulesOf({ ...rulesDraft(rules), days })).toBeNull();
  for (const budget of ["0", "1000001"]) expect(rulesOf({ ...rulesDraft(rules), budget })).toBeNull();
});
