/** Teams as a tree, and which moves are possible. */
import type { Team } from "../../lib/api/types";

export interface TeamNode {
  team: Team;
  children: TeamNode[];
}

/** The tree, each level by name. A team whose parent is not there stands at the top: it must not vanish. */
export function treeOf(teams: readonly Team[], compare: (a: string, b: string) => number): TeamNode[] {
  const known = new Set(teams.map((team) => team.id));
  const below = new Map<string | null, Team[]>();
  for (const team of teams) {
    const parent = team.parent_id !== null && known.has(team.parent_id) ? team.parent_id : null;
    below.set(parent, [...(below.get(parent) ?? []), team]);
  }
  const seen = new Set<string>();
  const grow = (parent: string | null): TeamNode[] =>
    (below.get(parent) ?? [])
      .filter((team) => !seen.has(team.id) && seen.add(team.id))
      .toSorted((a, b) => compare(a.name, b.name))
      .map((team) => ({ team, children: grow(team.id) }));
  return grow(null);
}

/** The team and everything below it: where it can't be moved to. */
export function withBelow(teams: readonly Team[], id: string): Set<string> {
  const found = new Set([id]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const team of teams) {
      if (team.parent_id !== null && found.has(team.parent_id) && !found.has(team.id)) {
        found.add(team.id);
        grew = true;
      }
    }
  }
  return found;
}

export const mayMove = (teams: readonly Team[], id: string, into: string | null): boolean => into === null || !withBelow(teams, id).has(into);
