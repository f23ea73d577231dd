/** Several of the field's options. */
import { useLabel } from "../../lib/i18n";
import { MultiSelect } from "../../ui/MultiSelect";
import { optionItems } from "../shared/options";
import type { EditorProps, FieldTools, OperandProps } from "../types";
import { asStrings } from "../values";

function Editor({ field, value, onChange, isInline: _inline, object: _object, recordId: _record, ...frame }: EditorProps) {
  const label = useLabel();
  return <MultiSelect {...frame} name={field.name} items={optionItems(field, label, asStrings(value))} value={asStrings(value)} onChange={onChange} />;
}

function Operand({ field, label: name, value, onChange }: OperandProps) {
  const label = useLabel();
  return <MultiSelect label={name} hideLabel items={optionItems(field, label, asStrings(value))} value={asStrings(value)} onChange={onChange} />;
}

export const tools: FieldTools = { Editor, Operand };
