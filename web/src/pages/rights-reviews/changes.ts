/** What differs between what somebody had and has. */
import type { Held } from "../../lib/api/types";

export type RoleMark = "added" | "removed" | "kept";

export interface RoleChange {
  key: string;
  mark: RoleMark;
}

/** Those there were first, in their order, then what is new. */
export function roleChanges(before: Held, after: Held): RoleChange[] {
  const had = before.roles.map((key): RoleChange => ({ key, mark: after.roles.includes(key) ? "kept" : "removed" }));
  const got = after.roles.filter((key) => !before.roles.includes(key)).map((key): RoleChange => ({ key, mark: "added" }));
  return [...had, ...got];
}

export const isMoved = (before: Held, after: Held): boolean => before.team?.id !== after.team?.id;
