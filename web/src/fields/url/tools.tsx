/** An address on the web. */
import { textTools } from "../shared/TextTools";

export const tools = textTools({ type: "url", inputMode: "url", placeholder: "https://" });
