/** Parts of a hundred. */
import { numberEditor, numberOperand } from "../shared/NumberTools";
import type { FieldTools } from "../types";

const kind = { suffix: "%" };

export const tools: FieldTools = { Editor: numberEditor(kind), Operand: numberOperand(kind) };
