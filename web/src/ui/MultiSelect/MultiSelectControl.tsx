/** Several of a known list, shown as pills. Typing in the open list narrows it. */
import { ChevronDown, Search } from "lucide";
import { Autocomplete, useFilter } from "react-aria-components/Autocomplete";
import { Button } from "react-aria-components/Button";
import { Input } from "react-aria-components/Input";
import { ListBox } from "react-aria-components/ListBox";
import { SearchField } from "react-aria-components/SearchField";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { AriaProvider } from "../aria/AriaProvider";
import { ariaFieldProps, FieldFoot, FieldLabel } from "../Field";
import { Icon } from "../Icon";
import { choiceFace, ChoiceRow } from "../ListBox";
import { PopoverSurface } from "../Popover/Surface";
import { useUiWords } from "../words";
import type { MultiSelectProps } from ".";
import "../Select/Select.css";
import "./MultiSelect.css";

const SEARCH_FROM = 8;

export function MultiSelectControl(props: MultiSelectProps) {
  const { items, value, onChange, placeholder = "—" } = props;
  const word = useUiWords();
  const { contains } = useFilter({ sensitivity: "base" });
  const chosen = items.filter((item) => value.includes(item.id));
  const list = (
    <ListBox className="k-options" items={items} renderEmptyState={() => <div className="k-options-empty">{word("empty")}</div>}>
      {(item) => <ChoiceRow item={item} />}
    </ListBox>
  );
  return (
    <AriaProvider>
    <AriaSelect {...ariaFieldProps(props)} className="k-field" selectionMode="multiple" value={[...value]} onChange={(keys) => onChange(keys.map(String))}>
      <FieldLabel label={props.label} isRequired={props.isRequired} hideLabel={props.hideLabel} />
      <Button className="k-control k-select-button k-multi" data-invalid={props.error ? true : undefined}>
        <SelectValue className="k-select-value k-multi-value">
          {chosen.length === 0 ? (
            <span className="k-select-none">{placeholder}</span>
          ) : (
            chosen.map((item) => (
              <span className="k-multi-item" key={item.id}>
                {choiceFace({ ...item, color: item.color ?? (item.avatar ? undefined : "gray") })}
              </span>
            ))
          )}
        </SelectValue>
        <Icon icon={ChevronDown} size={15} />
      </Button>
      <FieldFoot description={props.description} error={props.error} />
      <PopoverSurface className="k-select-popover">
        {items.length < SEARCH_FROM ? (
          list
        ) : (
          <Autocomplete filter={contains}>
            <SearchField aria-label={props.label} autoFocus className="k-multi-search">
              <Icon icon={Search} size={14} />
              <Input />
            </SearchField>
            {list}
          </Autocomplete>
        )}
      </PopoverSurface>
    </AriaSelect>
    </AriaProvider>
  );
}
