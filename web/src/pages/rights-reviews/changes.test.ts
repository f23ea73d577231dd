import { expect, it } from "vitest";
import { isMoved, roleChanges } from "./changes";

const role = (key: string) => ({ key, label: key.toUpperCase() });
const held = (team: string | null, ...roles: string[]) => ({ team: team === null ? null : { id: team, label: team }, roles: roles.map(role) });

it("marks what went, what stayed and what came", () => {
  expect(roleChanges(held(null, "marketing", "sales_rep"), held(null, "sales_manager", "sales_rep"))).toEqual([
    { ...role("marketing"), mark: "removed" },
    { ...role("sales_rep"), mark: "kept" },
    { ...role("sales_manager"), mark: "added" },
  ]);
});

it("tells a move into, out of and between teams from none", () => {
  expect([isMoved(held("a"), held("b")), isMoved(held(null), held("b")), isMoved(held("a"), held(null)), isMoved(held("a"), held("a")), isMoved(held(null), held(null))]).toEqual([true, true, true, false, false]);
});
