/** Ties a Button or IconButton to what it opens: press toggles it, and its ARIA state follows. */
import { cloneElement, type ReactElement, useRef } from "react";
import type { PressProps } from "../Button/press";

export function useTrigger(trigger: ReactElement<PressProps>, kind: "menu" | "dialog", isOpen: boolean, setOpen: (isOpen: boolean) => void) {
  const ref = useRef<HTMLButtonElement>(null);
  const element = cloneElement(trigger, {
    ref,
    "aria-haspopup": kind,
    "aria-expanded": isOpen,
    onPress: () => {
      trigger.props.onPress?.();
      setOpen(!isOpen);
    },
  });
  return { ref, element };
}
