/** A whole number. */
import { numberEditor, numberOperand } from "../shared/NumberTools";
import type { FieldTools } from "../types";

const kind = { scale: 0, isWhole: true };

export const tools: FieldTools = { Editor: numberEditor(kind), Operand: numberOperand(kind) };
