/** How long until a deadline, or since it, in the one unit that matters. Not for the sentence around it. */
import { useEffect, useState } from "react";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Span {
  unit: "days" | "hours" | "minutes";
  n: number;
}

/** From two days on in days, from one hour on in hours; never 0. */
export function spanOf(ms: number): Span {
  const length = Math.abs(ms);
  if (length >= 2 * DAY) return { unit: "days", n: Math.floor(length / DAY) };
  if (length >= HOUR) return { unit: "hours", n: Math.floor(length / HOUR) };
  return { unit: "minutes", n: Math.max(1, Math.floor(length / MINUTE)) };
}

/** The moment, moved on every half minute while it is looked at. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
