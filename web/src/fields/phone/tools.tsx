/** A telephone number, typed as people write it; the server brings it into one form. */
import { textTools } from "../shared/TextTools";

export const tools = textTools({ type: "tel", inputMode: "tel" });
