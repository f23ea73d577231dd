import { expect, it } from "vitest";
import { daysFrom, endedCounts } from "./counts";

it("tells only of what there was", () => {
  const ended = { sessions: 2, flows: 0, codes: 0, links: 0, devices: 1, invitations: 0, jobs: 3, tokens: 0 };
  expect(endedCounts({ ended })).toEqual([
    { kind: "sessions", n: 2 },
    { kind: "devices", n: 1 },
    { kind: "jobs", n: 3 },
  ]);
});

it("takes days as the server does", () => {
  expect(["1", " 30 ", "365"].map(daysFrom)).toEqual([1, 30, 365]);
  expect(["", "0", "366", "-1", "1.5", "many"].map(daysFrom)).toEqual([null, null, null, null, null, null]);
});
