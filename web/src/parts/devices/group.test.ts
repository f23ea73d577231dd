import { describe, expect, it } from "vitest";
import type { KnownDevice, Session } from "../../lib/api/types";
import { groupByDevice, isNew, placeIn, proofsOf, whyOf } from "./group";

const device = (id: string, seen: string, current = false): KnownDevice => ({ id, device: "Chrome · Linux", user_agent: "", address: "", place: null, first_seen_at: seen, last_seen_at: seen, current, sessions: 0, passkeys: [] });
const session = (id: string, deviceId: string | null, used: string, current = false): Session => ({
  id, created_at: used, last_used_at: used, address: "", place: null, user_agent: "", device: "", device_id: deviceId, device_first_seen_at: null, strength: [], current, ended_at: null, ended_why: null,
});

describe("sessions by device", () => {
  it("puts the asking device first, then the last used", () => {
    const groups = groupByDevice([device("a", "2026-11-20"), device("b", "2026-11-28"), device("c", "2026-11-01", true)], [session("1", "a", "2026-11-29"), session("2", "c", "2026-11-02", true)]);
    expect(groups.map((group) => group.device?.id)).toEqual(["c", "a", "b"]);
    expect(groups.map((group) => group.sessions.length)).toEqual([1, 1, 0]);
  });
  it("leaves no session out whose device is gone", () => {
    const groups = groupByDevice([device("a", "2026-11-20")], [session("1", "gone", "2026-11-29"), session("2", null, "2026-11-01")]);
    expect(groups.map((group) => [group.device?.id ?? null, group.sessions.map(({ id }) => id)])).toEqual([[null, ["1"]], ["a", []], [null, ["2"]]]);
  });
  it("has the session that asks before the others of its device", () => {
    const [group] = groupByDevice([device("a", "2026-11-20", true)], [session("1", "a", "2026-11-29"), session("2", "a", "2026-11-28", true)]);
    expect(group?.sessions.map(({ id }) => id)).toEqual(["2", "1"]);
  });
});

describe("words", () => {
  it("are there for every reason, known or not", () => {
    expect(whyOf("device_lost")).toBe("device_lost");
    for (const why of ["too_many", "sso_logout", "sso_unlinked", "sso_provider_removed"]) expect(whyOf(why)).toBe(why);
    expect(whyOf("sso_something_new")).toBe("sso");
    expect(whyOf("something_new")).toBe("other");
    expect(whyOf(null)).toBe("other");
  });
  it("name a proof once", () => expect(proofsOf(["passkey", "passkey_verified", "password", "sso_second_factor", "unheard_of"])).toEqual(["password", "passkey", "sso"]));
  it("name a place as far as it is known", () => {
    expect(placeIn("zh", null)).toBe("");
    expect(placeIn("zh", { country: "CN", city: { zh: "上海", en: "Shanghai" } })).toBe("上海，中国");
    expect(placeIn("en", { country: "DE", city: null })).toBe("Germany");
  });
  it("call a device new for a week", () => {
    const now = Date.parse("2026-11-29T00:00:00Z");
    expect(isNew("2026-11-23T00:00:00Z", now)).toBe(true);
    expect(isNew("2026-11-21T00:00:00Z", now)).toBe(false);
    expect(isNew(null, now)).toBe(false);
  });
});
