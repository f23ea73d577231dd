/** Moving one of a list to another place. */

/** The list with the item at `from` standing at `to`. The same list when nothing changes. */
export function moved<I>(items: readonly I[], from: number, to: number): readonly I[] {
  const item = items[from];
  if (item === undefined || from === to || to < 0 || to >= items.length) return items;
  const rest = items.toSpliced(from, 1);
  return rest.toSpliced(to, 0, item);
}

/** Where a dragged row goes when the pointer is at `y`: a row gives way once its middle is passed, so rows of different heights do not flicker. */
export function dragTarget(at: number, y: number, rows: readonly { top: number; height: number }[]): number {
  let to = at;
  const middle = (index: number): number | null => {
    const row = rows[index];
    return row ? row.top + row.height / 2 : null;
  };
  for (let next = middle(to + 1); next !== null && y > next; next = middle(to + 1)) to++;
  if (to !== at) return to;
  for (let before = middle(to - 1); before !== null && y < before; before = middle(to - 1)) to--;
  return to;
}
