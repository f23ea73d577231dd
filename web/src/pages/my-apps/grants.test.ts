import { expect, test } from "vitest";
import type { AppGrant } from "../../lib/api/types";
import { byApp } from "./grants";

const grant = (id: string, scopes: string[], created_at: string, expires_at: string): AppGrant => ({
  app: { id, name: id, publisher: "", verified: false, state: "approved" },
  scopes: scopes.map((scope) => ({ scope, sentence: { zh: scope, en: scope }, risk: "low", reads: true, writes: false, exports: false, personal_data: false })),
  created_at,
  expires_at,
});

test("an app that was allowed twice stands once, with all it may do", () => {
  const found = byApp([grant("a", ["export"], "2026-11-02", "2027-02-02"), grant("b", [], "2026-11-01", "2027-02-01"), grant("a", ["export", "profile:read"], "2026-10-01", "2027-01-01")]);
  expect(found.map(({ app }) => app.id)).toEqual(["a", "b"]);
  expect(found[0]).toMatchObject({ created_at: "2026-10-01", expires_at: "2027-02-02" });
  expect(found[0]?.scopes.map(({ scope }) => scope)).toEqual(["export", "profile:read"]);
});
