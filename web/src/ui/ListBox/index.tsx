/** The rows inside Select, ComboBox and MultiSelect. Not for pages: take one of those. */
import { Check } from "lucide";
import type { ReactNode } from "react";
import { ListBoxItem } from "react-aria-components/ListBox";
import { Avatar } from "../Avatar";
import { Icon } from "../Icon";
import { Pill } from "../Pill";
import type { ChoiceItem } from "./types";
import "./ListBox.css";

export type { ChoiceItem } from "./types";

export function choiceFace(item: Pick<ChoiceItem, "label" | "color" | "icon" | "avatar">): ReactNode {
  if (item.color) return <Pill color={item.color}>{item.label}</Pill>;
  return (
    <>
      {item.avatar && <Avatar name={item.label} kind={item.avatar} />}
      {item.icon && <Icon icon={item.icon} />}
      <span className="ellipsis">{item.label}</span>
    </>
  );
}

export function ChoiceRow({ item }: { item: ChoiceItem }) {
  return (
    <ListBoxItem id={item.id} textValue={item.label} isDisabled={item.isDisabled} className="k-option">
      {({ isSelected }) => (
        <>
          <span className="k-option-face">
            {choiceFace(item)}
            {item.description && <span className="k-option-note ellipsis">{item.description}</span>}
          </span>
          {isSelected && <Icon icon={Check} size={15} className="k-option-check" />}
        </>
      )}
    </ListBoxItem>
  );
}
