/** Links in a cell that can be edited: one click follows the link, two edit the cell. So the first click waits for a second one. */
import { type MouseEvent, type ReactNode, useEffect, useRef } from "react";

/** Long enough for most double clicks, short enough not to be felt as waiting. */
const SECOND_CLICK_MS = 260;

export function TwoClicks({ children }: { children: ReactNode }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isFollowing = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onClickCapture = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const isPlain = !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    // The keyboard's clicks count none, and a new tab is asked for on purpose.
    if (!link || !isPlain || event.detail === 0 || isFollowing.current) return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(timer.current);
    if (event.detail > 1) return;
    timer.current = setTimeout(() => {
      isFollowing.current = true;
      link.click();
      isFollowing.current = false;
    }, SECOND_CLICK_MS);
  };
  return (
    <span className="list-two-clicks" onClickCapture={onClickCapture}>
      {children}
    </span>
  );
}
