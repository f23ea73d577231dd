/** A list of things to do, from a button. Sections are told by `section` on the first item of each. */
import type { ReactElement } from "react";
import { Header } from "react-aria-components/Header";
import { Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger } from "react-aria-components/Menu";
import { Separator } from "react-aria-components/Separator";
import { Check } from "lucide";
import type { PopoverProps as AriaPopoverProps } from "react-aria-components/Popover";
import { cx } from "../classes";
import { Icon, type IconNode } from "../Icon";
import { KeyHint } from "../KeyHint";
import { PopoverSurface } from "../Popover";
import "./Menu.css";

export interface MenuAction {
  id: string;
  label: string;
  description?: string;
  icon?: IconNode;
  caps?: readonly string[];
  isDanger?: boolean;
  isDisabled?: boolean;
  /** A tick before the words, for one of several ways. */
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
  /** A Button or an IconButton. */
  trigger: ReactElement;
  groups: readonly MenuGroup[];
  placement?: AriaPopoverProps["placement"];
}

export function Menu({ label, trigger, groups, placement = "bottom start" }: MenuProps) {
  const shown = groups.filter((group) => group.items.length > 0);
  return (
    <MenuTrigger>
      {trigger}
      <PopoverSurface placement={placement}>
        <AriaMenu aria-label={label} className="k-menu">
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
    </MenuTrigger>
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
