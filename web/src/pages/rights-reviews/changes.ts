/** What differs between what somebody had and has. */
import type { Held } from "../../lib/api/types";

export type RoleMark = "added" | "removed" | "kept";

type Role = Held["roles"][number];
export interface RoleChange extends Role {
  mark: RoleMark;
}

/** An older server says keys alone. */
const named = (roles: readonly (Role | string)[]): Role[] => roles.map((role) => (typeof role === "string" ? { key: role, label: role } : role));

/** Those there were first, in their order, then what is new. */
export function roleChanges(before: Held, after: Held): RoleChange[] {
  const [old, now] = [named(before.roles), named(after.roles)];
  const isIn = (roles: readonly Role[], { key }: Role) => roles.some((each) => each.key === key);
  const had = old.map((role): RoleChange => ({ ...role, mark: isIn(now, role) ? "kept" : "removed" }));
  const got = now.filter((role) => !isIn(old, role)).map((role): RoleChange => ({ ...role, mark: "added" }));
  return [...had, ...got];
}

export const isMoved = (before: Held, after: Held): boolean => before.team?.id !== after.team?.id;
