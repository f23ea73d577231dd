import { describe, expect, test } from "vitest";
import { bodyOf, dayChoices, daysOf, draftFaults, newDraft, OWN_DAYS } from "./draft";
import { curlExample } from "./example";

const MOST = { max_days: 365, max_records_per_hour: 1_000_000 };
const filled = { ...newDraft(MOST), name: " Nightly sync ", scopes: ["records:read:account"] };

describe("a token being made", () => {
  test("starts with what is usual, or with the most the company allows", () => {
    expect(newDraft(MOST)).toMatchObject({ choice: "90", budget: "10000" });
    expect(newDraft({ max_days: 45, max_records_per_hour: 500 })).toMatchObject({ choice: "30", budget: "500" });
    expect(newDraft({ max_days: 3, max_records_per_hour: 500 })).toMatchObject({ choice: OWN_DAYS, days: "3" });
    expect(dayChoices({ ...MOST, max_days: 180 })).toEqual([7, 30, 90, 180]);
  });

  test("says what is wrong by field", () => {
    expect(draftFaults(filled, MOST)).toEqual({});
    expect(draftFaults({ ...filled, name: "  ", scopes: [] }, MOST)).toEqual({ name: "missing", scopes: "missing" });
    expect(draftFaults({ ...filled, scopes: Array.from({ length: 101 }, (_, n) => `records:read:o${n}`) }, MOST)).toEqual({ scopes: "tooMany" });
    for (const days of ["", "0", "366", "-1", "1.5", "soon", "1e2"]) expect(draftFaults({ ...filled, choice: OWN_DAYS, days }, MOST)).toEqual({ days: "wrong" });
    for (const budget of ["", "0", "1000001", "many"]) expect(draftFaults({ ...filled, budget }, MOST)).toEqual({ records_per_hour: "wrong" });
  });

  test("is sent as numbers and without empty words", () => {
    expect(bodyOf({ ...filled, choice: OWN_DAYS, days: "14" }, MOST)).toEqual({ name: "Nightly sync", reason: null, scopes: ["records:read:account"], days: 14, networks: [], records_per_hour: 10_000 });
    expect(daysOf({ choice: "30", days: "14" }, MOST)).toBe(30);
  });
});

describe("the example", () => {
  const path = (...scopes: string[]) => /"https:\/\/crm\.example\/api\/v1\/([^"]*)"$/.exec(curlExample("https://crm.example", "kedun_pat_x", scopes)[0] ?? "")?.[1];

  test("asks for what the token may read", () => {
    expect(path("export", "records:write:lead", "records:read:contact")).toBe("records/contact?limit=5");
    expect(path("records:read:*")).toBe("records/account?limit=5");
    expect(path("metadata:read")).toBe("objects");
    expect(path("admin:audit.read")).toBe("audit?limit=5");
  });

  test("is left out where it could read nothing", () => {
    expect(curlExample("https://crm.example", "kedun_pat_x", ["records:write:lead"])).toEqual([]);
  });

  test("carries the token", () => {
    expect(curlExample("https://crm.example", "kedun_pat_x", ["profile:read"])).toEqual(['curl -H "Authorization: Bearer kedun_pat_x" "https://crm.example/api/v1/me"']);
  });
});
