/** A list of things to do, from a Button or IconButton. Its code comes when it first opens. */
import { type ReactElement, Suspense, useState } from "react";
import type { PressProps } from "../Button/press";
import { useOnceTrue } from "../hooks/useOnceTrue";
import type { IconNode } from "../Icon";
import type { Placement } from "../Popover";
import { useTrigger } from "../Popover/useTrigger";
import { lately } from "../lately";

export interface MenuAction {
  id: string;
  label: string;
  description?: string;
  icon?: IconNode;
  caps?: readonly string[];
  isDanger?: boolean;
  isDisabled?: boolean;
  /** A tick after the words, for one of several ways. */
  isChecked?: boolean;
  href?: string;
  onAction?(): void;
}
export interface MenuGroup {
  id: string;
  label?: string;
  items: readonly MenuAction[];
}

export interface MenuProps {
  label: string;
  trigger: ReactElement<PressProps>;
  groups: readonly MenuGroup[];
  placement?: Placement;
}

/** Fetched ahead of need by ui/preload. */
export const MenuCode = lately(() => import("./MenuSurface"), (module) => module.MenuSurface);

export function Menu({ label, trigger, groups, placement = "bottom start" }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const needed = useOnceTrue(isOpen);
  const { ref, element } = useTrigger(trigger, "menu", isOpen, setOpen);
  return (
    <>
      {element}
      {needed && (
        <Suspense>
          <MenuCode label={label} groups={groups} placement={placement} anchorRef={ref} isOpen={isOpen} onOpenChange={setOpen} />
        </Suspense>
      )}
    </>
  );
}
