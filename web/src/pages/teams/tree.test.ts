import { describe, expect, it } from "vitest";
import type { Team } from "../../lib/api/types";
import { mayMove, treeOf, withBelow } from "./tree";

const team = (id: string, parent_id: string | null, name = id): Team => ({ id, name, parent_id, manager: null, member_count: 0, version: 1 });
const compare = (a: string, b: string) => a.localeCompare(b);
const teams = [team("sales", null), team("east", "sales"), team("shanghai", "east"), team("north", "sales"), team("lost", "gone")];

describe("the tree of teams", () => {
  it("nests by parent, sorts by name, and keeps what has lost its parent", () => {
    const tree = treeOf(teams, compare);
    expect(tree.map((node) => node.team.id)).toEqual(["lost", "sales"]);
    expect(tree[1]?.children.map((node) => node.team.id)).toEqual(["east", "north"]);
    expect(tree[1]?.children[0]?.children.map((node) => node.team.id)).toEqual(["shanghai"]);
  });
  it("does not hang on a circle", () => {
    expect(treeOf([team("a", "b"), team("b", "a")], compare)).toEqual([]);
    expect(withBelow([team("a", "b"), team("b", "a")], "a")).toEqual(new Set(["a", "b"]));
  });
});

describe("moving a team", () => {
  it("goes anywhere but into itself or below itself", () => {
    expect(mayMove(teams, "east", "north")).toBe(true);
    expect(mayMove(teams, "east", null)).toBe(true);
    expect(mayMove(teams, "east", "east")).toBe(false);
    expect(mayMove(teams, "sales", "shanghai")).toBe(false);
  });
});
