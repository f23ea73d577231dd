import { expect, test } from "vitest";
import { fill } from "../../lib/i18n/core";
import { tokenWords } from "../../lib/i18n/dict/tokens";
import { tokenState, tokenWhy } from "./state";

test("a token is told apart a week before its end", () => {
  const now = new Date("2026-11-10T08:00:00Z");
  const state = (expires_at: string) => tokenState({ expires_at }, now);
  expect(state("2026-11-17T08:00:01Z")).toBe("active");
  expect(state("2026-11-17T08:00:00Z")).toBe("soon");
  expect(state("2026-11-10T08:00:01Z")).toBe("soon");
  expect(state("2026-11-10T08:00:00Z")).toBe("expired");
});

test("why a token is over is said in words, known or not", () => {
  const said = (why: string | null) => tokenWords.en[`why.${tokenWhy(why)}`];
  expect(["expired", "revoked_by_owner", "revoked_by_administrator", "disabled", "compromised", "left"].map(said)).toEqual([
    "Expired", "Revoked by its owner", "Revoked by an administrator", "Account disabled", "Account compromised", "Left the company",
  ]);
  expect([said("something_new"), said(null)]).toEqual(["Ended", "Ended"]);
});

test("what was used stands beside the budget", () => {
  expect(fill("zh", tokenWords.zh["row.budget"], { used: 30, budget: 10_000 })).toBe("本小时已用 30 / 10,000");
  expect(fill("en", tokenWords.en["row.budget"], { used: 1, budget: 500 })).toBe("1 of 500 this hour");
});
