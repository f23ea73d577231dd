/** A calendar day. */
import { DatePicker } from "../../ui/DatePicker";
import { Within } from "../shared/Within";
import type { EditorProps, FieldTools, OperandProps } from "../types";
import { asText } from "../values";

function Editor({ field, value, onChange, isInline: _inline, object: _object, recordId: _record, ...frame }: EditorProps) {
  return <DatePicker {...frame} name={field.name} value={asText(value) || null} onChange={onChange} />;
}

function Operand({ op, label, value, onChange }: OperandProps) {
  if (op === "within") return <Within label={label} value={value} onChange={onChange} />;
  if (op !== "between") return <DatePicker label={label} hideLabel value={asText(value) || null} onChange={onChange} />;
  const [from, to] = Array.isArray(value) ? value : [null, null];
  return (
    <span className="f-range">
      <DatePicker label={`${label} ≥`} hideLabel value={asText(from) || null} onChange={(next) => onChange([next, to])} />
      <span aria-hidden="true">–</span>
      <DatePicker label={`${label} ≤`} hideLabel value={asText(to) || null} onChange={(next) => onChange([from, next])} />
    </span>
  );
}

export const tools: FieldTools = { Editor, Operand };
