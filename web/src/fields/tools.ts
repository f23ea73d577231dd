/** The editors and the right sides of conditions. A chunk of its own: loaded with the first form, cell editor or filter. */
import { tools as address } from "./address/tools";
import { tools as boolean } from "./boolean/tools";
import { tools as choice } from "./choice/tools";
import { tools as date } from "./date/tools";
import { tools as datetime } from "./datetime/tools";
import { tools as email } from "./email/tools";
import { tools as file } from "./file/tools";
import { tools as integer } from "./integer/tools";
import { tools as json } from "./json/tools";
import { tools as link } from "./link/tools";
import { tools as location } from "./location/tools";
import { tools as longText } from "./long_text/tools";
import { tools as money } from "./money/tools";
import { tools as multiChoice } from "./multi_choice/tools";
import { tools as number } from "./number/tools";
import { tools as percent } from "./percent/tools";
import { tools as phone } from "./phone/tools";
import { tools as rating } from "./rating/tools";
import { tools as richText } from "./rich_text/tools";
import { tools as tags } from "./tags/tools";
import { tools as team } from "./team/tools";
import { tools as text } from "./text/tools";
import { tools as url } from "./url/tools";
import { tools as user } from "./user/tools";
import type { Field } from "../lib/api/types";
import type { FieldTypeName } from "./names";
import type { FieldTools } from "./types";

/** What the server computes or counts is filtered like its result and edited by nobody. */
const computed = (tools: FieldTools): FieldTools => ({ Editor: null, Operand: tools.Operand });

export const TOOLS: Record<FieldTypeName, FieldTools> = {
  id: computed(text),
  text,
  long_text: longText,
  rich_text: richText,
  number,
  integer,
  money,
  percent,
  boolean,
  date,
  datetime,
  choice,
  multi_choice: multiChoice,
  phone,
  email,
  url,
  address,
  user,
  team,
  link,
  file,
  auto_number: computed(text),
  formula: computed(text),
  rollup: computed(text),
  json,
  location,
  rating,
  tags,
};

export function toolsOf(field: Pick<Field, "type" | "result_type">): FieldTools {
  if (field.type === "formula" || field.type === "rollup") {
    const result = field.result_type;
    return result !== null && Object.hasOwn(TOOLS, result) ? computed(TOOLS[result]) : computed(text);
  }
  return Object.hasOwn(TOOLS, field.type) ? TOOLS[field.type] : computed(text);
}
