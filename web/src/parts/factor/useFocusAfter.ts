/** A field that takes nothing for a while loses the focus; it gets it back when the wait ends, unless the reader went elsewhere. */
import { type RefObject, useEffect, useRef } from "react";

export function useFocusAfter(isWaiting: boolean, field: RefObject<HTMLElement | null>): void {
  const waited = useRef(false);
  useEffect(() => {
    if (!isWaiting && waited.current && document.activeElement === document.body) field.current?.focus();
    waited.current = isWaiting;
  }, [isWaiting, field]);
}
