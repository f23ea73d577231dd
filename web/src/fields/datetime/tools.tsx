/** An instant, typed in the reader's time zone. */
import { useTimeZone } from "../../lib/preferences";
import { DateTimePicker } from "../../ui/DatePicker";
import { Within } from "../shared/Within";
import type { EditorProps, FieldTools, OperandProps } from "../types";
import { asText } from "../values";

function Editor({ field, value, onChange, isInline: _inline, object: _object, recordId: _record, ...frame }: EditorProps) {
  const timeZone = useTimeZone();
  return <DateTimePicker {...frame} name={field.name} timeZone={timeZone} value={asText(value) || null} onChange={onChange} />;
}

function Operand({ op, label, value, onChange }: OperandProps) {
  const timeZone = useTimeZone();
  if (op === "within") return <Within label={label} value={value} onChange={onChange} />;
  if (op !== "between") return <DateTimePicker label={label} hideLabel timeZone={timeZone} value={asText(value) || null} onChange={onChange} />;
  const [from, to] = Array.isArray(value) ? value : [null, null];
  return (
    <span className="f-range">
      <DateTimePicker label={`${label} ≥`} hideLabel timeZone={timeZone} value={asText(from) || null} onChange={(next) => onChange([next, to])} />
      <span aria-hidden="true">–</span>
      <DateTimePicker label={`${label} ≤`} hideLabel timeZone={timeZone} value={asText(to) || null} onChange={(next) => onChange([from, next])} />
    </span>
  );
}

export const tools: FieldTools = { Editor, Operand };
