/**
 * A sheet at the right edge; on a phone it rises from the bottom. Modal for forms. With `isModal={false}` it is a peek: the list beside it
 * stays in place and in use, and Escape closes it.
 */
import { type KeyboardEvent, type ReactNode, Suspense, useEffect, useRef } from "react";
import { usePhone } from "../hooks/useMediaQuery";
import { useOnceTrue } from "../hooks/useOnceTrue";
import { DrawerInside } from "./DrawerInside";
import { lately } from "../lately";

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

/** Fetched ahead of need by ui/preload. */
export const DrawerCode = lately(() => import("./DrawerModal"), (module) => module.DrawerModal);

export function Drawer(props: DrawerProps) {
  const phone = usePhone();
  const isPeek = props.isModal === false && !phone;
  const needed = useOnceTrue(props.isOpen && !isPeek);
  if (isPeek) return props.isOpen ? <PeekDrawer {...props} /> : null;
  return needed ? (
    <Suspense>
      <DrawerCode {...props} />
    </Suspense>
  ) : null;
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
        <DrawerInside {...props} title={props.heading ?? <h2 className="k-dialog-title">{props.title}</h2>} />
      </div>
    </aside>
  );
}
