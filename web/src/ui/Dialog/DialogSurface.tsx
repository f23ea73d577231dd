/** The open dialog, over React Aria. */
import { X } from "lucide";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { AriaProvider } from "../aria/AriaProvider";
import { cx } from "../classes";
import { useNearerFirst } from "../hooks/useNearerFirst";
import { IconButton } from "../IconButton";
import { useUiWords } from "../words";
import type { DialogProps } from ".";
import "./Dialog.css";

export function DialogSurface({ isOpen, onOpenChange, title, children, footer, size = "normal", isForced, role = "dialog" }: DialogProps) {
  const word = useUiWords();
  const nearerFirst = useNearerFirst();
  return (
    <AriaProvider>
    <ModalOverlay className="k-scrim" isOpen={isOpen} onOpenChange={onOpenChange} isDismissable={!isForced} isKeyboardDismissDisabled={isForced}>
      <Modal className={cx("k-dialog", `is-${size}`)}>
        <AriaDialog role={role} className="k-dialog-body">
          <header className="k-dialog-head">
            <Heading slot="title" className="k-dialog-title">
              {title}
            </Heading>
            {!isForced && <IconButton size="small" icon={X} label={word("close")} tooltip={false} onPress={() => onOpenChange(false)} />}
          </header>
          <div className="k-dialog-content" {...nearerFirst}>
            {children}
          </div>
          {footer && <footer className="k-dialog-foot">{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
    </AriaProvider>
  );
}
