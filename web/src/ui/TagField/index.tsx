/** Free words as tags: Enter, comma or 、 ends one, Backspace takes the last back. For a known list use MultiSelect. */
import { type KeyboardEvent, useState } from "react";
import { NativeField } from "../Field/frame";
import type { FieldFrameProps } from "../Field/types";
import { Pill } from "../Pill";
import { useUiWords } from "../words";
import "./TagField.css";

export interface TagFieldProps extends FieldFrameProps {
  value: readonly string[];
  onChange(value: string[]): void;
  placeholder?: string;
  maxTags?: number;
  /** What ends a tag besides Enter. */
  separators?: RegExp;
}

const COMMAS = /[,，、;；\n]/;

export function TagField(props: TagFieldProps) {
  const { value, onChange, maxTags = 50, separators = COMMAS } = props;
  const [typed, setTyped] = useState("");
  const word = useUiWords();
  const isLocked = props.isDisabled || props.isReadOnly;
  const add = (text: string) => {
    const fresh = text.split(separators).map((tag) => tag.trim()).filter(Boolean);
    const next = [...new Set([...value, ...fresh])].slice(0, maxTags);
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
    <NativeField frame={props}>
      {(ids) => (
        <div className="k-control k-tags" data-invalid={props.error ? true : undefined} data-disabled={props.isDisabled || undefined}>
          {value.map((tag) => (
            <Pill key={tag} dot={false} onRemove={isLocked ? undefined : () => onChange(value.filter((other) => other !== tag))} removeLabel={`${word("remove")} ${tag}`}>
              {tag}
            </Pill>
          ))}
          <input
            {...ids}
            value={typed}
            disabled={props.isDisabled}
            readOnly={props.isReadOnly}
            autoFocus={props.autoFocus}
            autoComplete="off"
            placeholder={value.length === 0 ? props.placeholder : undefined}
            onChange={(event) => (separators.test(event.target.value) && !(event.nativeEvent as InputEvent).isComposing ? add(event.target.value) : setTyped(event.target.value))}
            onKeyDown={onKeyDown}
            onBlur={() => add(typed)}
          />
        </div>
      )}
    </NativeField>
  );
}
