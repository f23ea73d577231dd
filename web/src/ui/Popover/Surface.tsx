/** The bare floating surface over React Aria, under menus, lists and popovers. */
import { Dialog } from "react-aria-components/Dialog";
import { Popover as AriaPopover, type PopoverProps as AriaPopoverProps } from "react-aria-components/Popover";
import type { ReactNode, RefObject } from "react";
import { AriaProvider } from "../aria/AriaProvider";
import { cx } from "../classes";
import type { Placement } from ".";
import "./Popover.css";

export function PopoverSurface({ className, ...props }: Omit<AriaPopoverProps, "className"> & { className?: string }) {
  return <AriaPopover offset={5} {...props} className={cx("k-popover", className)} />;
}

export interface PopoverDialogProps {
  label: string;
  anchorRef: RefObject<Element | null>;
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  placement: Placement;
  width?: number;
  children: ReactNode;
}

export function PopoverDialog({ label, anchorRef, isOpen, onOpenChange, placement, width, children }: PopoverDialogProps) {
  return (
    <AriaProvider>
      <PopoverSurface placement={placement} triggerRef={anchorRef} isOpen={isOpen} onOpenChange={onOpenChange}>
        <Dialog aria-label={label} className="k-popover-body" style={width ? { width } : undefined}>
          {children}
        </Dialog>
      </PopoverSurface>
    </AriaProvider>
  );
}
