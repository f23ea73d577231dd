/** One line of text. */
import { textTools } from "../shared/TextTools";

export const tools = textTools();
