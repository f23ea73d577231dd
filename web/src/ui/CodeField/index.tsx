/**
 * A code of a few figures, each in a cell of its own, but one field for the keyboard, for pasting and for the browser that knows the code.
 * Says when it is full. Not for codes with letters: there a TextField serves.
 */
import { type Ref, useState } from "react";
import { cx } from "../classes";
import { NativeField } from "../Field/frame";
import type { FieldFrameProps } from "../Field/types";
import { figuresOf } from "./code";
import "./CodeField.css";

export { figuresOf } from "./code";

export interface CodeFieldProps extends FieldFrameProps {
  value: string;
  onChange(value: string): void;
  /** Called once with the whole code. */
  onFull?(code: string): void;
  length?: number;
  inputRef?: Ref<HTMLInputElement>;
}

export function CodeField({ value, onChange, onFull, length = 6, inputRef, ...frame }: CodeFieldProps) {
  const [isFocused, setFocused] = useState(false);
  const change = (text: string) => {
    const code = figuresOf(text, length);
    if (code === value) return;
    onChange(code);
    if (code.length === length) onFull?.(code);
  };
  const at = Math.min(value.length, length - 1);
  return (
    <NativeField frame={frame}>
      {(ids) => (
        <span className={cx("k-code", frame.isDisabled && "is-disabled")} data-invalid={frame.error ? true : undefined}>
          {Array.from({ length }, (_, index) => (
            <span key={index} aria-hidden="true" className={cx("k-code-cell", isFocused && index === at && "is-here")}>
              {value[index] ?? ""}
            </span>
          ))}
          {/* No maxLength: what is pasted may have spaces in it. */}
          <input
            {...ids}
            ref={inputRef}
            type="text"
            name={frame.name ?? "code"}
            inputMode="numeric"
            autoComplete="one-time-code"
            autoCorrect="off"
            spellCheck={false}
            autoFocus={frame.autoFocus}
            disabled={frame.isDisabled}
            value={value}
            onChange={(event) => change(event.target.value)}
            onFocus={() => setFocused(true)}
            onBlur={() => setFocused(false)}
            onSelect={(event) => {
              // The caret has no place of its own in the cells: it stays at the end.
              const input = event.currentTarget;
              if (input.selectionStart === input.selectionEnd && input.selectionEnd !== input.value.length) input.setSelectionRange(input.value.length, input.value.length);
            }}
          />
        </span>
      )}
    </NativeField>
  );
}
