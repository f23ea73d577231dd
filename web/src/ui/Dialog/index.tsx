/** A question or a short form in the middle of the screen; the rest waits. For long forms and for looking into a record use Drawer. */
import { lazy, type ReactNode, Suspense } from "react";
import { useOnceTrue } from "../hooks/useOnceTrue";

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

const Surface = lazy(() => import("./DialogSurface").then((module) => ({ default: module.DialogSurface })));

export function Dialog(props: DialogProps) {
  return useOnceTrue(props.isOpen) ? (
    <Suspense>
      <Surface {...props} />
    </Suspense>
  ) : null;
}
