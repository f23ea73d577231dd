/** A sheet that hangs from the control that opened it. With `trigger` it opens by itself; or give `isOpen`. Not for questions: Dialog. */
import type { ReactElement, ReactNode, RefObject } from "react";
import { Dialog, DialogTrigger } from "react-aria-components/Dialog";
import { Popover as AriaPopover, type PopoverProps as AriaPopoverProps } from "react-aria-components/Popover";
import { cx } from "../classes";
import "./Popover.css";

/** The bare surface, also under menus and lists. */
export function PopoverSurface({ className, ...props }: Omit<AriaPopoverProps, "className"> & { className?: string }) {
  return <AriaPopover offset={5} {...props} className={cx("k-popover", className)} />;
}

export interface PopoverProps {
  label: string;
  trigger?: ReactElement;
  /** What it hangs from, when there is no trigger. */
  anchorRef?: RefObject<Element | null>;
  isOpen?: boolean;
  onOpenChange?(isOpen: boolean): void;
  placement?: AriaPopoverProps["placement"];
  width?: number;
  children: ReactNode | ((close: () => void) => ReactNode);
}

export function Popover({ label, trigger, anchorRef, isOpen, onOpenChange, placement = "bottom start", width, children }: PopoverProps) {
  const surface = (
    <PopoverSurface placement={placement} triggerRef={anchorRef} isOpen={trigger ? undefined : isOpen} onOpenChange={trigger ? undefined : onOpenChange}>
      <Dialog aria-label={label} className="k-popover-body" style={width ? { width } : undefined}>
        {({ close }) => <>{typeof children === "function" ? children(close) : children}</>}
      </Dialog>
    </PopoverSurface>
  );
  if (!trigger) return surface;
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      {trigger}
      {surface}
    </DialogTrigger>
  );
}
