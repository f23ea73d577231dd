/** Numbers of every kind, as strings from end to end. */
import { type ComponentType, type ReactNode, useState } from "react";
import { NumberField } from "../../ui/NumberField";
import { readDecimal } from "../../ui/NumberField/decimal";
import { useNumberFaultWords } from "../../ui/NumberField/words";
import { TagField } from "../../ui/TagField";
import { numberLimits, operandLimits } from "../limits";
import type { EditorProps, OperandProps } from "../types";
import { asDecimal } from "../values";

interface NumberKind {
  suffix?: ReactNode;
  /** Whole numbers go as JSON numbers, everything else as exact strings. */
  isWhole?: boolean;
}

const sent = (kind: NumberKind, text: string | null): unknown => (text === null ? null : kind.isWhole ? Number(text) : text);

export function numberEditor(kind: NumberKind): ComponentType<EditorProps> {
  return function NumberEditor({ field, value, onChange, isInline: _inline, object: _object, recordId: _record, ...frame }: EditorProps) {
    return (
      <NumberField {...frame} {...numberLimits(field)} name={field.name} suffix={kind.suffix} value={asDecimal(value)} onChange={(text) => onChange(sent(kind, text))} onMisread={onChange} />
    );
  };
}

export function numberOperand(kind: NumberKind): ComponentType<OperandProps> {
  return function NumberOperand({ field, op, label, value, onChange }: OperandProps) {
    const limits = operandLimits(field);
    if (op === "in" || op === "not_in") return <NumberList kind={kind} field={field} op={op} label={label} value={value} onChange={onChange} />;
    if (op === "between") {
      const [from, to] = Array.isArray(value) ? value : [null, null];
      return (
        <span className="f-range">
          <NumberField {...limits} label={`${label} ≥`} hideLabel value={asDecimal(from)} suffix={kind.suffix} onChange={(text) => onChange([sent(kind, text), to])} onMisread={() => onChange([null, to])} />
          <span aria-hidden="true">–</span>
          <NumberField {...limits} label={`${label} ≤`} hideLabel value={asDecimal(to)} suffix={kind.suffix} onChange={(text) => onChange([from, sent(kind, text)])} onMisread={() => onChange([from, null])} />
        </span>
      );
    }
    // A condition that can't be read is not finished, and is not asked.
    return <NumberField {...limits} label={label} hideLabel value={asDecimal(value)} suffix={kind.suffix} onChange={(text) => onChange(sent(kind, text))} onMisread={() => onChange(null)} />;
  };
}

/** A comma is inside numbers here, and does not end one. */
const BETWEEN_NUMBERS = /[、;；\n]/;

/** Several numbers. While one of them can't be read the condition is not asked, for it would find something else. */
function NumberList({ kind, field, label, value, onChange }: OperandProps & { kind: NumberKind }) {
  const words = useNumberFaultWords();
  const limits = operandLimits(field);
  const [typed, setTyped] = useState<readonly string[] | null>(null);
  const shown = typed ?? (Array.isArray(value) ? value.map(String) : []);
  const fault = shown.map((text) => readDecimal(text, limits).fault).find((found) => found !== undefined);
  const change = (next: string[]) => {
    const read = next.map((text) => readDecimal(text, limits).decimal);
    const decimals = read.filter((decimal) => decimal !== undefined);
    const isRead = decimals.length === next.length;
    setTyped(isRead ? null : next.map((text, index) => read[index] ?? text));
    onChange(isRead ? [...new Set(decimals)].map((text) => sent(kind, text)) : []);
  };
  return <TagField label={label} hideLabel value={shown} onChange={change} separators={BETWEEN_NUMBERS} error={fault ? words(fault) : null} />;
}
