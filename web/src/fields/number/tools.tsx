/** A decimal number. */
import { numberEditor, numberOperand } from "../shared/NumberTools";
import type { FieldTools } from "../types";

const kind = {};

export const tools: FieldTools = { Editor: numberEditor(kind), Operand: numberOperand(kind) };
