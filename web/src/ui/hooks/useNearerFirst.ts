/** For what Escape closes: a list or a menu that is open over it closes first, and it only with the next Escape. */
import { type KeyboardEvent, useRef } from "react";

export function useNearerFirst() {
  const isNearer = useRef(false);
  return {
    // By the time the key has come up here from the list, the list is gone.
    onKeyDownCapture: () => {
      isNearer.current = document.querySelector(".k-popover") !== null;
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "Escape" && isNearer.current) event.stopPropagation();
    },
  };
}
