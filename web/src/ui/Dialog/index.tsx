/** A question or a short form in the middle of the screen; the rest waits. For long forms and for looking into a record use Drawer. */
import { X } from "lucide";
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { cx } from "../classes";
import { IconButton } from "../IconButton";
import { useUiWords } from "../words";
import "./Dialog.css";

export interface DialogProps {
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  title: string;
  children: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  size?: "small" | "normal" | "large";
  /** Needs an answer: neither Escape nor a press outside closes it. */
  isForced?: boolean;
  role?: "dialog" | "alertdialog";
}

export function Dialog({ isOpen, onOpenChange, title, children, footer, size = "normal", isForced, role = "dialog" }: DialogProps) {
  const word = useUiWords();
  return (
    <ModalOverlay className="k-scrim" isOpen={isOpen} onOpenChange={onOpenChange} isDismissable={!isForced} isKeyboardDismissDisabled={isForced}>
      <Modal className={cx("k-dialog", `is-${size}`)}>
        <AriaDialog role={role} className="k-dialog-body">
          <header className="k-dialog-head">
            <Heading slot="title" className="k-dialog-title">
              {title}
            </Heading>
            {!isForced && <IconButton slot={null} size="small" icon={X} label={word("close")} tooltip={false} onPress={() => onOpenChange(false)} />}
          </header>
          <div className="k-dialog-content">{children}</div>
          {footer && <footer className="k-dialog-foot">{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
