/**
 * A sheet at the right edge; on a phone it rises from the bottom. Modal for forms. With `isModal={false}` it is a peek: the list beside it
 * stays in place and in use, and Escape closes it.
 */
import { X } from "lucide";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { cx } from "../classes";
import { usePhone } from "../hooks/useMediaQuery";
import { IconButton } from "../IconButton";
import { useUiWords } from "../words";
import "../Dialog/Dialog.css";
import "./Drawer.css";

export interface DrawerProps {
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  title: string;
  /** Replaces the plain title in the head, which stays the accessible name. */
  heading?: ReactNode;
  /** Buttons in the head, left of the close button. */
  actions?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
  width?: number;
  isModal?: boolean;
}

export function Drawer(props: DrawerProps) {
  const phone = usePhone();
  if (props.isModal === false && !phone) return props.isOpen ? <PeekDrawer {...props} /> : null;
  return (
    <ModalOverlay className="k-scrim" isOpen={props.isOpen} onOpenChange={props.onOpenChange} isDismissable>
      <Modal className="k-drawer" style={phone ? undefined : { width: props.width ?? 480 }}>
        <AriaDialog className="k-drawer-body" aria-label={props.heading ? props.title : undefined}>
          <DrawerInside {...props} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function PeekDrawer(props: DrawerProps) {
  const ref = useRef<HTMLElement>(null);
  const { onOpenChange } = props;
  useEffect(() => {
    // Escape works wherever the focus is, as long as nothing nearer has used it.
    const listen = (event: globalThis.KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector(".k-scrim, .k-popover")) onOpenChange(false);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [onOpenChange]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && event.target instanceof HTMLInputElement) event.stopPropagation();
  };
  return (
    <aside ref={ref} className="k-drawer is-peek" aria-label={props.title} style={{ width: props.width ?? 480 }} onKeyDown={onKeyDown}>
      <div className="k-drawer-body">
        <DrawerInside {...props} />
      </div>
    </aside>
  );
}

function DrawerInside({ title, heading, actions, footer, children, onOpenChange, isModal }: DrawerProps) {
  const word = useUiWords();
  return (
    <>
      <header className="k-drawer-head">
        {heading ?? (
          <Heading slot={isModal === false ? undefined : "title"} className={cx("k-dialog-title")}>
            {title}
          </Heading>
        )}
        <span className="k-drawer-actions">
          {actions}
          <IconButton slot={null} size="small" icon={X} label={word("close")} tooltip={false} onPress={() => onOpenChange(false)} />
        </span>
      </header>
      <div className="k-drawer-content">{children}</div>
      {footer && <footer className="k-dialog-foot">{footer}</footer>}
    </>
  );
}
