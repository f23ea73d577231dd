/** Structured data as text. What is not JSON yet is kept here and not given on. */
import { useState } from "react";
import { useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { TextArea } from "../../ui/TextArea";
import type { EditorProps, FieldTools } from "../types";

function Editor({ field, value, onChange, error, isInline: _inline, object: _object, recordId: _record, ...frame }: EditorProps) {
  const t = useT(fieldWords);
  const [text, setText] = useState(() => (value === null || value === undefined ? "" : JSON.stringify(value, null, 2)));
  const [isBroken, setBroken] = useState(false);
  const change = (next: string) => {
    setText(next);
    try {
      onChange(next.trim() === "" ? null : JSON.parse(next));
      setBroken(false);
    } catch {
      setBroken(true);
    }
  };
  return <TextArea {...frame} name={field.name} rows={6} error={isBroken ? t("json.broken") : error} value={text} onChange={change} />;
}

export const tools: FieldTools = { Editor, Operand: null };
