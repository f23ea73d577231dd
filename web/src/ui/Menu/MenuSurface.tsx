/** The open menu, over React Aria. */
import { Check } from "lucide";
import type { RefObject } from "react";
import { Header } from "react-aria-components/Header";
import { Menu as AriaMenu, MenuItem, MenuSection } from "react-aria-components/Menu";
import { Separator } from "react-aria-components/Separator";
import { AriaProvider } from "../aria/AriaProvider";
import { cx } from "../classes";
import { Icon } from "../Icon";
import { KeyHint } from "../KeyHint";
import type { Placement } from "../Popover";
import { PopoverSurface } from "../Popover/Surface";
import type { MenuAction, MenuGroup } from ".";
import "./Menu.css";

export interface MenuSurfaceProps {
  label: string;
  groups: readonly MenuGroup[];
  placement: Placement;
  anchorRef: RefObject<Element | null>;
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
}

export function MenuSurface({ label, groups, placement, anchorRef, isOpen, onOpenChange }: MenuSurfaceProps) {
  const shown = groups.filter((group) => group.items.length > 0);
  return (
    <AriaProvider>
      <PopoverSurface aria-label={label} placement={placement} triggerRef={anchorRef} isOpen={isOpen} onOpenChange={onOpenChange}>
        <AriaMenu aria-label={label} className="k-menu" autoFocus="first" onClose={() => onOpenChange(false)}>
          {shown.flatMap((group, index) => [
            index > 0 ? <Separator key={`${group.id}-line`} className="k-menu-line" /> : null,
            <MenuSection key={group.id} id={group.id} aria-label={group.label ?? group.id}>
              {group.label && <Header className="k-menu-head">{group.label}</Header>}
              {group.items.map((item) => (
                <MenuRow key={item.id} item={item} />
              ))}
            </MenuSection>,
          ])}
        </AriaMenu>
      </PopoverSurface>
    </AriaProvider>
  );
}

function MenuRow({ item }: { item: MenuAction }) {
  return (
    <MenuItem
      id={item.id}
      textValue={item.label}
      isDisabled={item.isDisabled}
      href={item.href}
      onAction={item.onAction}
      className={cx("k-menu-item", item.isDanger && "is-danger")}
    >
      {item.icon && <Icon icon={item.icon} />}
      <span className="k-menu-words">
        {item.label}
        {item.description && <span className="k-menu-note">{item.description}</span>}
      </span>
      {item.isChecked && <Icon icon={Check} size={15} label="✓" />}
      {item.caps && <KeyHint caps={item.caps} />}
    </MenuItem>
  );
}
