/** Seconds until a moment, counted down while they are looked at. */
import { useEffect, useState } from "react";

/** Whole seconds from `now` to `until` (both in ms), never below 0. */
export const secondsLeft = (until: number | null, now: number): number => (until === null ? 0 : Math.max(0, Math.ceil((until - now) / 1000)));

/** When something is over by the reader's clock (ms), from what is left of it by the server's: the two may differ. */
export function untilOf({ expires_at, expires_in_secs }: { expires_at: string; expires_in_secs?: number }, receivedAt: number): number {
  return expires_in_secs === undefined ? Date.parse(expires_at) : receivedAt + expires_in_secs * 1000;
}

/** 75 becomes "1:15"; two hours "2:00:00". */
export function clockWords(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

export function useSecondsLeft(until: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until === null) return;
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= until) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  }, [until]);
  return secondsLeft(until, now);
}
