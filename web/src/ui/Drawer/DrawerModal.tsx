/** The modal drawer, over React Aria. */
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { AriaProvider } from "../aria/AriaProvider";
import { usePhone } from "../hooks/useMediaQuery";
import type { DrawerProps } from ".";
import { DrawerInside } from "./DrawerInside";

export function DrawerModal(props: DrawerProps) {
  const phone = usePhone();
  const title = props.heading ?? (
    <Heading slot="title" className="k-dialog-title">
      {props.title}
    </Heading>
  );
  return (
    <AriaProvider>
      <ModalOverlay className="k-scrim" isOpen={props.isOpen} onOpenChange={props.onOpenChange} isDismissable>
        <Modal className="k-drawer" style={phone ? undefined : { width: props.width ?? 480 }}>
          <AriaDialog className="k-drawer-body" aria-label={props.heading ? props.title : undefined}>
            <DrawerInside {...props} title={title} />
          </AriaDialog>
        </Modal>
      </ModalOverlay>
    </AriaProvider>
  );
}
