/** Saving a user. The address has a call of its own, which makes a new version; what else changed goes after it, on that version. */
import type { User } from "../../lib/api/types";

export interface UserChanges {
  email?: string;
  name?: string;
  team?: string | null;
  roles?: string[];
}

export interface UserCalls {
  email(id: string, email: string, version: number): Promise<User>;
  patch(id: string, patch: Omit<UserChanges, "email">, version: number): Promise<User>;
}

/** `onEmail` hears of the address as soon as it is saved: should the rest be refused, the address stands and is not sent again. */
export async function saveUser(user: User, { email, ...rest }: UserChanges, calls: UserCalls, onEmail: (next: User) => void): Promise<User> {
  let held = user;
  if (email !== undefined) {
    held = await calls.email(user.id, email, user.version);
    onEmail(held);
  }
  return Object.keys(rest).length > 0 ? calls.patch(user.id, rest, held.version) : held;
}

export interface UserDraft {
  name: string;
  email: string;
  team: string | null;
  roles: readonly string[];
}

const sorted = (keys: readonly string[]): string => [...keys].toSorted().join();

/** Only what differs. An address is never taken away. */
export function changesOf(user: User, draft: UserDraft): UserChanges {
  const name = draft.name.trim();
  const email = draft.email.trim();
  return {
    ...(email !== "" && email !== user.email && { email }),
    ...(name !== user.name && { name }),
    ...(draft.team !== (user.team?.id ?? null) && { team: draft.team }),
    ...(sorted(draft.roles) !== sorted(user.roles) && { roles: [...draft.roles] }),
  };
}

/** Made from a file without an address: nobody has been invited yet. */
export const isNotInvited = (user: Pick<User, "state" | "email">): boolean => user.state === "invited" && !user.email;
