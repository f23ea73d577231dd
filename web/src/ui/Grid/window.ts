/** Which rows of a long list are drawn. All rows have one height, so this is arithmetic. */

export interface RowWindow {
  from: number;
  /** The first row that is not drawn any more. */
  to: number;
}

/** The window moves in steps, so that scrolling draws anew every few rows and not at every one. */
const STEP = 4;
/** What is drawn before the place is measured: enough for most screens. */
export const FIRST_WINDOW: RowWindow = { from: 0, to: 32 };

/** The rows in sight and `spare` more on either side. May reach past the last row. */
export function windowAt(scrollTop: number, viewport: number, height: number, spare: number): RowWindow {
  const from = Math.max(0, Math.floor(scrollTop / height) - spare);
  const to = Math.ceil((scrollTop + viewport) / height) + spare;
  return { from: Math.floor(from / STEP) * STEP, to: Math.ceil(to / STEP) * STEP };
}

export interface Sight {
  scrollTop: number;
  viewport: number;
  height: number;
  /** What covers the rows at the top, and what shall stay free at the bottom. */
  head: number;
  foot: number;
}

/** Where to scroll so that a row is wholly in sight, moving as little as possible. */
export function scrollTopFor(index: number, { scrollTop, viewport, height, head, foot }: Sight): number {
  const top = index * height;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, head + top + height + foot - viewport);
}
