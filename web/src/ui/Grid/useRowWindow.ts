/** Draws only the rows near the screen: follows scrolling and the size of the place. */
import { type RefObject, useCallback, useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";
import { FIRST_WINDOW, scrollTopFor, windowAt } from "./window";

export interface RowWindowOptions {
  count: number;
  height: number;
  /** Rows kept ready on either side. */
  spare: number;
  head?: number;
  foot?: number;
}

export function useRowWindow(place: RefObject<HTMLElement | null>, { count, height, spare, head = 0, foot = 0 }: RowWindowOptions) {
  const [held, setHeld] = useState(FIRST_WINDOW);
  useLayoutEffect(() => {
    const box = place.current;
    if (!box) return;
    const measure = () => {
      const next = windowAt(box.scrollTop, box.clientHeight, height, spare);
      setHeld((old) => (old.from === next.from && old.to === next.to ? old : next));
    };
    // Drawn with the scrolling itself, else a quick reader sees white.
    const follow = () => flushSync(measure);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    box.addEventListener("scroll", follow, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", follow);
    };
  }, [place, height, spare]);

  const reveal = useCallback(
    (index: number) => {
      const box = place.current;
      if (box) box.scrollTop = scrollTopFor(index, { scrollTop: box.scrollTop, viewport: box.clientHeight, height, head, foot });
    },
    [place, height, head, foot],
  );
  const to = Math.min(held.to, count);
  const from = Math.min(held.from, to);
  return { indexes: Array.from({ length: to - from }, (_, index) => from + index), total: count * height, reveal };
}
