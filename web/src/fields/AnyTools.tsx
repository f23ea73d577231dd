/** Picks the editor or operand of a field's type. Only loaded through FieldEditor. */
import { toolsOf } from "./tools";
import type { EditorProps, OperandProps } from "./types";

export function AnyEditor(props: EditorProps) {
  const { Editor } = toolsOf(props.field);
  return Editor && <Editor {...props} />;
}

export function AnyOperand(props: OperandProps) {
  const { Operand } = toolsOf(props.field);
  return Operand && <Operand {...props} />;
}
