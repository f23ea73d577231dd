/** How long something lasts, in the largest unit that says it exactly. The words are each page's own. */
const HOUR_SECS = 3600;
const DAY_SECS = 24 * HOUR_SECS;

export interface Span {
  unit: "days" | "hours" | "minutes";
  n: number;
}

export function spanOf(secs: number): Span {
  if (secs >= 2 * DAY_SECS && secs % DAY_SECS === 0) return { unit: "days", n: secs / DAY_SECS };
  return secs >= HOUR_SECS && secs % HOUR_SECS === 0 ? { unit: "hours", n: secs / HOUR_SECS } : { unit: "minutes", n: Math.round(secs / 60) };
}
