/** What stands in a drawer, whichever way it opened. */
import { X } from "lucide";
import type { ReactNode } from "react";
import { useNearerFirst } from "../hooks/useNearerFirst";
import { IconButton } from "../IconButton";
import { useUiWords } from "../words";
import type { DrawerProps } from ".";
import "../Dialog/Dialog.css";
import "./Drawer.css";

export function DrawerInside({ title, actions, footer, children, onOpenChange }: Omit<DrawerProps, "heading" | "title"> & { title: ReactNode }) {
  const word = useUiWords();
  const nearerFirst = useNearerFirst();
  return (
    <>
      <header className="k-drawer-head">
        {title}
        <span className="k-drawer-actions">
          {actions}
          <IconButton size="small" icon={X} label={word("close")} tooltip={false} onPress={() => onOpenChange(false)} />
        </span>
      </header>
      <div className="k-drawer-content" {...nearerFirst}>
        {children}
      </div>
      {footer && <footer className="k-dialog-foot">{footer}</footer>}
    </>
  );
}
