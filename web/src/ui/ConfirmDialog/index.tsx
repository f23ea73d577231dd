/** Asks before something that cannot be undone. What can be undone is done at once, with undo in a toast. */
import type { ReactNode } from "react";
import { Button } from "../Button";
import { Dialog } from "../Dialog";

export interface ConfirmDialogProps {
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  title: string;
  children: ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  onConfirm(): void;
  isDanger?: boolean;
  isPending?: boolean;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Dialog
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
      title={props.title}
      size="small"
      role="alertdialog"
      footer={
        <>
          <Button onPress={() => props.onOpenChange(false)} autoFocus>
            {props.cancelLabel}
          </Button>
          <Button variant={props.isDanger ? "danger" : "primary"} onPress={props.onConfirm} isPending={props.isPending}>
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.children}
    </Dialog>
  );
}
