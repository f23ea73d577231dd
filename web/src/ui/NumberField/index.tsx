/** A decimal, kept as a string from end to end: money and percentages must not pass through a float. Shows groups when not edited. */
import { type ReactNode, useState } from "react";
import type { FieldFrameProps } from "../Field/types";
import { TextField } from "../TextField";
import { cutScale, groupDecimal, parseDecimal } from "./decimal";

export interface NumberFieldProps extends FieldFrameProps {
  /** "1234.5", or null for empty. */
  value: string | null;
  onChange(value: string | null): void;
  /** Decimals kept; 0 for whole numbers. */
  scale?: number;
  prefix?: ReactNode;
  suffix?: ReactNode;
  placeholder?: string;
}

export function NumberField({ value, onChange, scale, ...props }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const change = (text: string) => {
    setTyped(text);
    const parsed = parseDecimal(text);
    if (text.trim() === "") onChange(null);
    else if (parsed !== null) onChange(scale === undefined ? parsed : cutScale(parsed, scale));
  };
  return (
    <TextField
      {...props}
      inputMode={scale === 0 ? "numeric" : "decimal"}
      align="end"
      value={typed ?? (value === null ? "" : groupDecimal(value))}
      onChange={change}
      onBlur={() => setTyped(null)}
    />
  );
}
