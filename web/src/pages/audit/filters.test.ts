import { describe, expect, it } from "vitest";
import { queryOf, recordIdIn } from "./filters";

const from = (filters: Record<string, string>) => queryOf((name) => filters[name] ?? "", "2026-11-22", "Asia/Shanghai");

describe("the query", () => {
  it("is empty without filters", () => expect(from({})).toEqual({}));
  it("counts days by the calendar, today included", () => {
    expect(from({ range: "today" })).toEqual({ from: "2026-11-21T16:00:00.000Z" });
    expect(from({ range: "week" })).toEqual({ from: "2026-11-15T16:00:00.000Z" });
  });
  it("takes own times only when asked for", () => {
    expect(from({ from: "2026-01-01T00:00:00Z" })).toEqual({});
    expect(from({ range: "custom", from: "2026-01-01T00:00:00Z", outcome: "denied" })).toEqual({ from: "2026-01-01T00:00:00Z", outcome: "denied" });
  });
  it("never asks for a record that cannot be one", () => {
    expect(from({ record: "ACC-000087", outcome: "denied" })).toEqual({ outcome: "denied" });
    expect(from({ record: "019AC1F2-0000-7000-8000-0123456789ab" })).toEqual({ record: "019ac1f2-0000-7000-8000-0123456789ab" });
  });
});

describe("a record's ID", () => {
  it("is found in the address of the record's page", () =>
    expect(recordIdIn(" https://crm.example/o/account/019ac1f2-0000-7000-8000-0123456789ab?x=1 ")).toBe("019ac1f2-0000-7000-8000-0123456789ab"));
  it("is not a number, a name or half of one", () => {
    for (const text of ["", "ACC-000087", "星桥", "019ac1f2-0000-7000-8000"]) expect(recordIdIn(text)).toBeNull();
  });
});
