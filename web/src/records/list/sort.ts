/** What a press on a column's head does to the sort. */
import type { SortKey } from "../../lib/api/types";

/** One press sorts up, the next down, the third no more. With Shift it joins the sort that is there. */
export function nextSort(sort: readonly SortKey[], field: string, additive: boolean): SortKey[] {
  const held = sort.find((entry) => entry.field === field);
  const next = !held ? [{ field, desc: false }] : held.desc ? [] : [{ field, desc: true }];
  if (!additive) return next;
  if (!held) return [...sort, ...next];
  return sort.flatMap((entry) => (entry.field === field ? next : [entry]));
}
