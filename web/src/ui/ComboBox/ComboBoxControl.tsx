/** The working part of ComboBox, over React Aria. */
import { ChevronDown, X } from "lucide";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { ComboBox as AriaComboBox } from "react-aria-components/ComboBox";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { ListBox } from "react-aria-components/ListBox";
import { AriaProvider } from "../aria/AriaProvider";
import { Avatar } from "../Avatar";
import { ariaFieldProps, FieldFoot, FieldLabel } from "../Field";
import { Icon } from "../Icon";
import { IconButton } from "../IconButton";
import { type ChoiceItem, ChoiceRow } from "../ListBox";
import { PopoverSurface } from "../Popover/Surface";
import { Spinner } from "../Spinner";
import { useUiWords } from "../words";
import type { ComboBoxProps } from ".";
import "../Select/Select.css";
import "./ComboBox.css";

export function ComboBoxControl(props: ComboBoxProps) {
  const { label, items, selected, onSelect, onSearch, isLoading, isClearable = true } = props;
  const word = useUiWords();
  const [typed, setTyped] = useState<string | null>(null);
  const search = useEffectEvent((text: string) => onSearch(text));
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => search(typed), 150);
    return () => clearTimeout(timer);
  }, [typed]);
  // A search that comes back while an option is being pressed must not make the press one of nothing.
  const seen = useRef(new Map<string, ChoiceItem>());
  useEffect(() => {
    for (const item of items) seen.current.set(item.id, item);
  }, [items]);
  /** What the field says once an option is taken: no search for it. */
  const taken = useRef<string | null>(null);
  const shownItems = typed === null && selected && !items.some((item) => item.id === selected.id) ? [selected, ...items] : items;
  return (
    <AriaProvider>
    <AriaComboBox
      {...ariaFieldProps(props)}
      className="k-field"
      items={shownItems}
      // The server has already searched: nothing is filtered a second time here.
      defaultFilter={() => true}
      value={selected?.id ?? null}
      onChange={(key) => {
        const found = shownItems.find((item) => item.id === key) ?? seen.current.get(String(key));
        taken.current = found?.label ?? null;
        setTyped(null);
        if (found && found.id !== selected?.id) onSelect(found);
        else if (key === null && selected && isClearable && typed === "") onSelect(null);
      }}
      inputValue={typed ?? selected?.label ?? ""}
      onInputChange={(text) => {
        setTyped(text === selected?.label || text === taken.current ? null : text);
        taken.current = null;
      }}
      onOpenChange={(isOpen) => {
        if (isOpen) onSearch(typed ?? "");
        else setTyped(null);
      }}
      menuTrigger="focus"
      allowsEmptyCollection
    >
      <FieldLabel label={label} isRequired={props.isRequired} hideLabel={props.hideLabel} />
      <Group className="k-control k-combo">
        {selected?.avatar && typed === null && <Avatar name={selected.label} kind={selected.avatar} />}
        <Input placeholder={props.placeholder} autoComplete="off" spellCheck={false} />
        {isLoading && <Spinner size={14} />}
        {isClearable && selected && !props.isDisabled && !props.isReadOnly && (
          <IconButton size="small" icon={X} label={word("clear")} tooltip={false} onPress={() => onSelect(null)} />
        )}
        <Button className="k-combo-open" aria-label={word("open")}>
          <Icon icon={ChevronDown} size={15} />
        </Button>
      </Group>
      <FieldFoot description={props.description} error={props.error} />
      <PopoverSurface className="k-select-popover">
        <ListBox<ChoiceItem>
          className="k-options"
          renderEmptyState={() => <div className="k-options-empty">{isLoading ? word("loading") : word("empty")}</div>}
        >
          {(item) => <ChoiceRow item={item} />}
        </ListBox>
      </PopoverSurface>
    </AriaComboBox>
    </AriaProvider>
  );
}
