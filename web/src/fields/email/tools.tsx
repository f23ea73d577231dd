/** An e-mail address. */
import { textTools } from "../shared/TextTools";

export const tools = textTools({ type: "email", inputMode: "email" });
