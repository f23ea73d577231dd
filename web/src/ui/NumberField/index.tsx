/**
 * A decimal, kept as a string from end to end: money and percentages must not pass through a float. Shows groups when not edited and the
 * plain figures while it is. What can't be read stays as it was typed, with words why, and is never taken for a number.
 */
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { FieldFrameProps } from "../Field/types";
import { TextField } from "../TextField";
import { type NumberLimits, plainDecimal, readDecimal, shownDecimal } from "./decimal";
import { useNumberFaultWords } from "./words";

export interface NumberFieldProps extends FieldFrameProps, NumberLimits {
  /** "1234.5", or null for empty. A text that is no number is shown as it is, with words why. */
  value: string | null;
  onChange(value: string | null): void;
  /** What was typed and is no number that fits here. Whoever keeps the value must see to it that the old one is not saved in its place. */
  onMisread(text: string): void;
  prefix?: ReactNode;
  suffix?: ReactNode;
  placeholder?: string;
}

interface Typed {
  text: string;
  /** The number read from it, null for nothing; undefined for what is no number. */
  decimal: string | null | undefined;
}

/** Whether the value is still the one this was typed for: nobody has put another in its place. */
const isOf = (typed: Typed, value: string | null): boolean => (typed.decimal === undefined ? value === null || value === typed.text : value === typed.decimal);

export function NumberField({ value, onChange, onMisread, scale, isPercent, currency, min, max, ...props }: NumberFieldProps) {
  const limits: NumberLimits = { scale, isPercent, currency, min, max };
  const words = useNumberFaultWords();
  const [typed, setTyped] = useState<Typed | null>(null);
  const [isFocused, setFocused] = useState(props.autoFocus === true);
  /** Half a number is no fault yet: it is one when its writer goes on, or wants it kept. */
  const [isTyping, setTyping] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const selectsAll = useRef(props.autoFocus === true);

  const held = typed !== null && isOf(typed, value) ? typed : null;
  const shown = held ? held.text : value === null ? "" : isFocused ? plainDecimal(value) : shownDecimal(value, scale);
  const fault = shown.trim() === "" ? undefined : readDecimal(held ? held.text : (value ?? ""), limits).fault;

  useLayoutEffect(() => {
    if (!isFocused) return;
    // The plain figures take the place of the grouped ones; what was selected stays so.
    if (selectsAll.current) {
      const select = () => input.current?.select();
      select();
      // A script that selects gives the focus on the way, and puts the caret at the end after us.
      queueMicrotask(select);
    }
    selectsAll.current = false;
  }, [isFocused]);

  const change = (text: string) => {
    setTyping(true);
    const read = text.trim() === "" ? { decimal: null } : readDecimal(text, limits);
    setTyped({ text, decimal: read.decimal });
    if (read.decimal === undefined) onMisread(text);
    else onChange(read.decimal);
  };
  return (
    <TextField
      {...props}
      inputRef={input}
      inputMode="decimal"
      align="end"
      error={props.error ?? (fault && !isTyping ? words(fault) : null)}
      value={shown}
      onChange={change}
      onFocus={(event) => {
        const { selectionStart, selectionEnd, value: text } = event.currentTarget;
        if (isFocused) return;
        // Nobody has put the caret anywhere yet, or everything was selected.
        selectsAll.current = selectionStart === 0 && (selectionEnd === 0 || selectionEnd === text.length);
        // At once: what is selected next is selected in the plain figures.
        flushSync(() => setFocused(true));
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.nativeEvent.isComposing) setTyping(false);
      }}
      onBlur={() => {
        setFocused(false);
        setTyping(false);
        // Kept only where nobody else has the text.
        if (!fault || value !== null) setTyped(null);
      }}
    />
  );
}
