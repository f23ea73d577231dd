/** One of the field's options. */
import { useLabel } from "../../lib/i18n";
import { MultiSelect } from "../../ui/MultiSelect";
import { Select } from "../../ui/Select";
import { optionItems } from "../shared/options";
import type { EditorProps, FieldTools, OperandProps } from "../types";
import { asStrings, asText } from "../values";

function Editor({ field, value, onChange, isInline, object: _object, recordId: _record, ...frame }: EditorProps) {
  const label = useLabel();
  return (
    <Select
      {...frame}
      name={field.name}
      isClearable={!frame.isRequired && !isInline}
      defaultOpen={isInline}
      items={optionItems(field, label, [asText(value)])}
      value={asText(value) || null}
      onChange={onChange}
    />
  );
}

function Operand({ field, op, label: name, value, onChange }: OperandProps) {
  const label = useLabel();
  if (op === "in" || op === "not_in") {
    return <MultiSelect label={name} hideLabel items={optionItems(field, label, asStrings(value))} value={asStrings(value)} onChange={onChange} />;
  }
  return <Select label={name} hideLabel items={optionItems(field, label, [asText(value)])} value={asText(value) || null} onChange={onChange} />;
}

export const tools: FieldTools = { Editor, Operand };
