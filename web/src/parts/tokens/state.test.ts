import { expect, test } from "vitest";
import { tokenState } from "./state";

test("a token is told apart a week before its end", () => {
  const now = new Date("2026-11-10T08:00:00Z");
  const state = (expires_at: string) => tokenState({ expires_at }, now);
  expect(state("2026-11-17T08:00:01Z")).toBe("active");
  expect(state("2026-11-17T08:00:00Z")).toBe("soon");
  expect(state("2026-11-10T08:00:01Z")).toBe("soon");
  expect(state("2026-11-10T08:00:00Z")).toBe("expired");
});
