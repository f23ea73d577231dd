/** Free words. */
import { TagField } from "../../ui/TagField";
import type { EditorProps, FieldTools, OperandProps } from "../types";
import { asStrings } from "../values";

function Editor({ field, value, onChange, isInline: _inline, object: _object, recordId: _record, ...frame }: EditorProps) {
  return <TagField {...frame} name={field.name} value={asStrings(value)} onChange={onChange} />;
}

const Operand = ({ label, value, onChange }: OperandProps) => <TagField label={label} hideLabel value={asStrings(value)} onChange={onChange} />;

export const tools: FieldTools = { Editor, Operand };
