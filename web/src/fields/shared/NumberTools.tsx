/** Numbers of every kind, as strings from end to end. */
import type { ComponentType, ReactNode } from "react";
import { NumberField } from "../../ui/NumberField";
import { TagField } from "../../ui/TagField";
import type { EditorProps, OperandProps } from "../types";
import { asDecimal } from "../values";

interface NumberKind {
  scale?: number;
  suffix?: ReactNode;
  /** Whole numbers go as JSON numbers, everything else as exact strings. */
  isWhole?: boolean;
}

const sent = (kind: NumberKind, text: string | null): unknown => (text === null ? null : kind.isWhole ? Number(text) : text);

export function numberEditor(kind: NumberKind): ComponentType<EditorProps> {
  return function NumberEditor({ field, value, onChange, isInline: _inline, object: _object, recordId: _record, ...frame }: EditorProps) {
    return (
      <NumberField {...frame} name={field.name} suffix={kind.suffix} scale={kind.scale ?? field.scale ?? undefined} value={asDecimal(value)} onChange={(text) => onChange(sent(kind, text))} />
    );
  };
}

export function numberOperand(kind: NumberKind): ComponentType<OperandProps> {
  return function NumberOperand({ op, label, value, onChange }: OperandProps) {
    if (op === "in" || op === "not_in") {
      const list = Array.isArray(value) ? value.map(String) : [];
      return <TagField label={label} hideLabel value={list} onChange={(next) => onChange(next.map((text) => sent(kind, text)))} />;
    }
    if (op === "between") {
      const [from, to] = Array.isArray(value) ? value : [null, null];
      return (
        <span className="f-range">
          <NumberField label={`${label} ≥`} hideLabel value={asDecimal(from)} suffix={kind.suffix} scale={kind.scale} onChange={(text) => onChange([sent(kind, text), to])} />
          <span aria-hidden="true">–</span>
          <NumberField label={`${label} ≤`} hideLabel value={asDecimal(to)} suffix={kind.suffix} scale={kind.scale} onChange={(text) => onChange([from, sent(kind, text)])} />
        </span>
      );
    }
    return <NumberField label={label} hideLabel value={asDecimal(value)} suffix={kind.suffix} scale={kind.scale} onChange={(text) => onChange(sent(kind, text))} />;
  };
}
