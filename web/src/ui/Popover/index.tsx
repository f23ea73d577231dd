/** A sheet that hangs from the control that opened it: give a Button or IconButton as `trigger`. Not for questions: Dialog. Its code comes when it first opens. */
import { type ReactElement, type ReactNode, type RefObject, Suspense, useState } from "react";
import type { PressProps } from "../Button/press";
import { useOnceTrue } from "../hooks/useOnceTrue";
import { useTrigger } from "./useTrigger";
import { lately } from "../lately";

export type Placement = "bottom start" | "bottom end" | "top start" | "top end" | "left top" | "right top" | "bottom" | "top";

export interface PopoverProps {
  label: string;
  trigger: ReactElement<PressProps>;
  isOpen?: boolean;
  onOpenChange?(isOpen: boolean): void;
  placement?: Placement;
  width?: number;
  children: ReactNode | ((close: () => void) => ReactNode);
}

/** Fetched ahead of need by ui/preload. */
export const PopoverCode = lately(() => import("./Surface"), (module) => module.PopoverDialog);

export function Popover({ label, trigger, isOpen, onOpenChange, placement = "bottom start", width, children }: PopoverProps) {
  const [own, setOwn] = useState(false);
  const open = isOpen ?? own;
  const setOpen = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
  const { ref, element } = useTrigger(trigger, "dialog", open, setOpen);
  return (
    <>
      {element}
      <AnchoredPopover label={label} anchorRef={ref} isOpen={open} onOpenChange={setOpen} placement={placement} width={width}>
        {typeof children === "function" ? children(() => setOpen(false)) : children}
      </AnchoredPopover>
    </>
  );
}

export interface AnchoredPopoverProps {
  label: string;
  /** What it hangs from. */
  anchorRef: RefObject<Element | null>;
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  placement?: Placement;
  width?: number;
  children: ReactNode;
}

/** The same, hung from any element by its ref. */
export function AnchoredPopover({ placement = "bottom start", ...props }: AnchoredPopoverProps) {
  const needed = useOnceTrue(props.isOpen);
  return needed ? (
    <Suspense>
      <PopoverCode {...props} placement={placement} />
    </Suspense>
  ) : null;
}
