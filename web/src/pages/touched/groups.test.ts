import { describe, expect, it } from "vitest";
import type { Session, Touched } from "../../lib/api/types";
import { byDay, countKinds, devicesOf, joined } from "./groups";

const group = (patch: Partial<Touched>): Touched => ({
  kind: "viewed", object: "account", session: "s", address: "198.18.0.1", from: "2026-11-29T08:00:00Z", to: "2026-11-29T09:00:00Z", events: 1, actions: ["view"], records: [], record_count: 0, ...patch,
});

describe("pages", () => {
  it("join what goes on over their edge, each record once", () => {
    const pages = [
      [group({ kind: "exported" }), group({ from: "2026-11-29T08:00:00Z", events: 2, records: ["a", "b"], record_count: 2 })],
      [group({ from: "2026-11-29T07:00:00Z", to: "2026-11-29T07:30:00Z", events: 3, actions: ["view", "list"], records: ["b", "c"], record_count: 2 }), group({ session: "other" })],
    ];
    const all = joined(pages);
    expect(all).toHaveLength(3);
    expect(all[1]).toMatchObject({ from: "2026-11-29T07:00:00Z", to: "2026-11-29T09:00:00Z", events: 5, actions: ["view", "list"], records: ["a", "b", "c"], record_count: 3 });
  });
  it("do not join another kind, object or session", () => expect(joined([[group({})], [group({ object: "contact" })], [group({ object: "contact", kind: "changed" })]])).toHaveLength(3));
});

it("kinds are counted by events, the gravest first", () => {
  expect(countKinds([group({ events: 3 }), group({ kind: "exported" }), group({ events: 2 })])).toEqual([
    { kind: "exported", events: 1 },
    { kind: "viewed", events: 5 },
  ]);
});

it("days are those the events ended on", () => {
  const days = byDay([group({ to: "2026-11-29T09:00:00Z" }), group({ to: "2026-11-29T01:00:00Z" }), group({ to: "2026-11-28T23:00:00Z" })], (instant) => instant.slice(0, 10));
  expect(days.map(({ day, groups }) => [day, groups.length])).toEqual([["2026-11-29", 2], ["2026-11-28", 1]]);
});

it("devices are those of the sessions, live if one of these is", () => {
  const session = (id: string, device: string | null, ended: string | null, used: string) => ({ id, device: "Chrome", device_id: device, ended_at: ended, last_used_at: used }) as Session;
  const found = devicesOf([session("1", "a", null, "2026-11-01")], [session("2", "a", "2026-11-03", "2026-11-02"), session("3", "b", "2026-11-05", "2026-11-04"), session("4", null, "2026-11-05", "2026-11-04")]);
  expect(found.map(({ id, isLive, lastUsed }) => [id, isLive, lastUsed])).toEqual([["b", false, "2026-11-04"], ["a", true, "2026-11-02"]]);
});
