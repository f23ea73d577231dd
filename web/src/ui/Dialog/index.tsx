/** A question or a short form in the middle of the screen; the rest waits. For long forms and for looking into a record use Drawer. */
import { type ReactNode, Suspense } from "react";
import { useOnceTrue } from "../hooks/useOnceTrue";
import { lately } from "../lately";

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

/** Fetched ahead of need by ui/preload. */
export const DialogCode = lately(() => import("./DialogSurface"), (module) => module.DialogSurface);

export function Dialog(props: DialogProps) {
  return useOnceTrue(props.isOpen) ? (
    <Suspense>
      <DialogCode {...props} />
    </Suspense>
  ) : null;
}
