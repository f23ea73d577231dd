/** What Button and IconButton share: a native button with the words of the house (`onPress`, `isDisabled`, `isPending`). */
import type { ButtonHTMLAttributes, Ref } from "react";

export interface PressProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className" | "style" | "children" | "onClick" | "disabled" | "ref"> {
  onPress?(): void;
  isDisabled?: boolean;
  /** Keeps its place and its focus, but does nothing until the work is done. */
  isPending?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function nativeButtonProps({ onPress, isDisabled, isPending, type = "button", ...rest }: PressProps): ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> } {
  return {
    ...rest,
    type,
    disabled: isDisabled,
    "aria-disabled": isPending || undefined,
    onClick: (event) => {
      if (isPending) event.preventDefault();
      else onPress?.();
    },
  };
}
