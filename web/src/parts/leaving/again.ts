/** Letting somebody go who left before: the server begins the list anew, and what people had written on the old one is carried over. */
import { leave, leaverItemAdd } from "../../lib/api/people";
import type { LeaveBody, Leaver } from "../../lib/api/types";

/** Texts of the old list that are not on the new one. The company's own items are on both. */
export function missingItems(earlier: Pick<Leaver, "items">, now: Pick<Leaver, "items">): string[] {
  const there = new Set(now.items.map(({ text }) => text));
  return earlier.items.flatMap(({ text }) => (text !== null && !there.has(text) ? [text] : []));
}

export async function leaveAgain(user: string, body: LeaveBody, earlier: Leaver | undefined): Promise<Leaver> {
  let leaver = await leave(user, body);
  for (const text of earlier ? missingItems(earlier, leaver) : []) leaver = await leaverItemAdd(user, text);
  return leaver;
}
