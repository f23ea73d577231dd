/** One-line text in its kinds: plain, address of the web, of mail, telephone. */
import type { ComponentProps, ComponentType } from "react";
import { TagField } from "../../ui/TagField";
import { TextField } from "../../ui/TextField";
import type { EditorProps, FieldTools, OperandProps } from "../types";
import { asStrings, asText } from "../values";

type TextProps = Pick<ComponentProps<typeof TextField>, "type" | "inputMode" | "autoComplete" | "placeholder">;

export function textEditor(extra: TextProps = {}): ComponentType<EditorProps> {
  return function TextEditor({ field, value, onChange, isInline: _inline, object: _object, recordId: _record, ...frame }: EditorProps) {
    return (
      <TextField {...extra} {...frame} name={field.name} maxLength={field.max_length ?? undefined} value={asText(value)} onChange={(text) => onChange(text === "" ? null : text)} />
    );
  };
}

/** Several values for "one of these", one line for everything else. */
export function TextOperand({ op, label, value, onChange }: OperandProps) {
  if (op === "in" || op === "not_in") return <TagField label={label} hideLabel value={asStrings(value)} onChange={onChange} />;
  return <TextField label={label} hideLabel value={asText(value)} onChange={onChange} inputMode={op === "ends_with" ? "numeric" : undefined} maxLength={op === "ends_with" ? 4 : undefined} />;
}

export const textTools = (extra?: TextProps): FieldTools => ({ Editor: textEditor(extra), Operand: TextOperand });
