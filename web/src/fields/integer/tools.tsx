/** A whole number. */
import { numberEditor, numberOperand } from "../shared/NumberTools";
import type { FieldTools } from "../types";

const kind = { isWhole: true };

export const tools: FieldTools = { Editor: numberEditor(kind), Operand: numberOperand(kind) };
