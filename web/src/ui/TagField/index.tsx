/** Free words as tags: Enter, comma or 、 ends one, Backspace takes the last back. For a known list use MultiSelect. */
import { type KeyboardEvent, useState } from "react";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { TextField as AriaTextField } from "react-aria-components/TextField";
import { ariaFieldProps, FieldFoot, type FieldFrameProps, FieldLabel } from "../Field";
import { Pill } from "../Pill";
import { useUiWords } from "../words";
import "./TagField.css";

export interface TagFieldProps extends FieldFrameProps {
  value: readonly string[];
  onChange(value: string[]): void;
  placeholder?: string;
  maxTags?: number;
}

export function TagField(props: TagFieldProps) {
  const { value, onChange, maxTags = 50 } = props;
  const [typed, setTyped] = useState("");
  const word = useUiWords();
  const add = (text: string) => {
    const next = [...new Set([...value, ...text.split(/[,，、;；\n]/).map((tag) => tag.trim()).filter(Boolean)])].slice(0, maxTags);
    setTyped("");
    if (next.length !== value.length) onChange(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter belongs to it.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && typed.trim() !== "") {
      event.preventDefault();
      event.stopPropagation();
      add(typed);
    } else if (event.key === "Backspace" && typed === "" && value.length > 0) onChange(value.slice(0, -1));
  };
  return (
    <AriaTextField
      {...ariaFieldProps(props)}
      className="k-field"
      value={typed}
      onChange={(text) => (/[,，、;；]$/.test(text) ? add(text) : setTyped(text))}
    >
      <FieldLabel label={props.label} isRequired={props.isRequired} hideLabel={props.hideLabel} />
      <Group className="k-control k-tags">
        {value.map((tag) => (
          <Pill key={tag} dot={false} onRemove={props.isDisabled || props.isReadOnly ? undefined : () => onChange(value.filter((t) => t !== tag))} removeLabel={`${word("remove")} ${tag}`}>
            {tag}
          </Pill>
        ))}
        <Input placeholder={value.length === 0 ? props.placeholder : undefined} onKeyDown={onKeyDown} onBlur={() => add(typed)} />
      </Group>
      <FieldFoot description={props.description} error={props.error} />
    </AriaTextField>
  );
}
