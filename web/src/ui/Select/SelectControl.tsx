/** One of a short, known list. For a list that must be searched on the server use ComboBox; for two to four ways of seeing, SegmentedControl. */
import { ChevronDown, X } from "lucide";
import { Button } from "react-aria-components/Button";
import { ListBox } from "react-aria-components/ListBox";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { AriaProvider } from "../aria/AriaProvider";
import { ariaFieldProps, FieldFoot, FieldLabel } from "../Field";
import { Icon } from "../Icon";
import { IconButton } from "../IconButton";
import { choiceFace, ChoiceRow } from "../ListBox";
import { PopoverSurface } from "../Popover/Surface";
import { useUiWords } from "../words";
import type { SelectProps } from ".";
import "./Select.css";

export function SelectControl(props: SelectProps) {
  const { label, items, value, onChange, placeholder = "—", isClearable } = props;
  const word = useUiWords();
  const chosen = items.find((item) => item.id === value);
  return (
    <AriaProvider>
    <AriaSelect
      {...ariaFieldProps(props)}
      className="k-field"
      value={value}
      onChange={(key) => onChange(key === null ? null : String(key))}
      defaultOpen={props.defaultOpen}
      onOpenChange={props.onOpenChange}
    >
      <FieldLabel label={label} isRequired={props.isRequired} hideLabel={props.hideLabel} />
      <div className="k-select">
        <Button className="k-control k-select-button" data-invalid={props.error ? true : undefined}>
          <SelectValue className="k-select-value">{chosen ? choiceFace(chosen) : <span className="k-select-none">{placeholder}</span>}</SelectValue>
          <Icon icon={ChevronDown} size={15} />
        </Button>
        {isClearable && value !== null && !props.isDisabled && (
          <span className="k-select-clear">
            <IconButton size="small" icon={X} label={word("clear")} tooltip={false} onPress={() => onChange(null)} />
          </span>
        )}
      </div>
      <FieldFoot description={props.description} error={props.error} />
      <PopoverSurface className="k-select-popover">
        <ListBox className="k-options" items={items} renderEmptyState={() => <div className="k-options-empty">{word("empty")}</div>}>
          {(item) => <ChoiceRow item={item} />}
        </ListBox>
      </PopoverSurface>
    </AriaSelect>
    </AriaProvider>
  );
}
