/** What has no owner any more, person by person. */
import type { Orphans, Ref } from "../../lib/api/types";

export interface OrphanedPerson {
  person: Ref;
  counts: { object: string; count: number }[];
  teams: Ref[];
  total: number;
}

/** Those with the most first. */
export function byPerson({ items, teams }: Pick<Orphans, "items" | "teams">): OrphanedPerson[] {
  const found = new Map<string, OrphanedPerson>();
  const of = (person: Ref): OrphanedPerson => {
    const known = found.get(person.id) ?? { person, counts: [], teams: [], total: 0 };
    found.set(person.id, known);
    return known;
  };
  for (const { object, owner, count } of items) {
    const entry = of(owner);
    entry.counts.push({ object, count });
    entry.total += count;
  }
  for (const { team, manager } of teams) {
    const entry = of(manager);
    entry.teams.push(team);
    entry.total += 1;
  }
  return [...found.values()].toSorted((a, b) => b.total - a.total);
}
