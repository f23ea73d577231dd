/** Several lines of text. */
import { TextArea } from "../../ui/TextArea";
import { TextOperand } from "../shared/TextTools";
import type { EditorProps, FieldTools } from "../types";
import { asText } from "../values";

function Editor({ field, value, onChange, isInline: _inline, object: _object, recordId: _record, ...frame }: EditorProps) {
  return <TextArea {...frame} name={field.name} rows={4} maxLength={field.max_length ?? undefined} value={asText(value)} onChange={(text) => onChange(text === "" ? null : text)} />;
}

export const tools: FieldTools = { Editor, Operand: TextOperand };
