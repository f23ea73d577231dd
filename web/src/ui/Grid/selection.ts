/** The arithmetic of selecting rows. */

/** All ids from one row to another, both included. */
export function idsBetween(ids: readonly string[], from: number, to: number): string[] {
  return ids.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** Toggles one row; with an anchor, gives the whole range the state the toggled row gets. */
export function toggled(selection: ReadonlySet<string>, ids: readonly string[], index: number, anchor: number | null): Set<string> {
  const next = new Set(selection);
  const id = ids[index];
  if (id === undefined) return next;
  const on = !next.has(id);
  for (const each of anchor === null ? [id] : idsBetween(ids, anchor, index)) {
    if (on) next.add(each);
    else next.delete(each);
  }
  return next;
}

/** Moves a column so that it stands before `before`; the first stays first. */
export function movedColumn<C extends { id: string }>(columns: readonly C[], id: string, before: number): C[] {
  const from = columns.findIndex((column) => column.id === id);
  const column = columns[from];
  if (!column || from < 1) return [...columns];
  const rest = columns.filter((entry) => entry.id !== id);
  const place = Math.min(Math.max(1, before > from ? before - 1 : before), rest.length);
  return [...rest.slice(0, place), column, ...rest.slice(place)];
}
