/** What of all that has no owner any more is one person's. */
import type { OrphanCount, Orphans, Ref } from "../../lib/api/types";

export interface Left {
  counts: OrphanCount[];
  teams: Ref[];
  total: number;
}

export function leftOf(found: Orphans, user: string): Left {
  const counts = found.items.filter((item) => item.owner.id === user);
  const teams = found.teams.filter(({ manager }) => manager.id === user).map(({ team }) => team);
  return { counts, teams, total: counts.reduce((sum, { count }) => sum + count, teams.length) };
}
