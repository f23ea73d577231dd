/** The face of every field type. Light enough for the first load of a list; the editors are in tools.ts. */
import type { Field } from "../lib/api/types";
import { face as address } from "./address/face";
import { face as autoNumber } from "./auto_number/face";
import { face as boolean } from "./boolean/face";
import { face as choice } from "./choice/face";
import { face as date } from "./date/face";
import { face as datetime } from "./datetime/face";
import { face as email } from "./email/face";
import { face as file } from "./file/face";
import { face as formula } from "./formula/face";
import { face as id } from "./id/face";
import { face as integer } from "./integer/face";
import { face as json } from "./json/face";
import { face as link } from "./link/face";
import { face as location } from "./location/face";
import { face as longText } from "./long_text/face";
import { face as money } from "./money/face";
import { face as multiChoice } from "./multi_choice/face";
import { face as number } from "./number/face";
import { face as percent } from "./percent/face";
import { face as phone } from "./phone/face";
import { face as rating } from "./rating/face";
import { face as richText } from "./rich_text/face";
import { face as rollup } from "./rollup/face";
import { face as tags } from "./tags/face";
import { face as team } from "./team/face";
import { face as text } from "./text/face";
import { face as url } from "./url/face";
import { face as user } from "./user/face";
import type { FieldTypeName } from "./names";
import type { FieldFace } from "./types";

export const FACES: Record<FieldTypeName, FieldFace> = {
  id,
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
  auto_number: autoNumber,
  formula,
  rollup,
  json,
  location,
  rating,
  tags,
};

const isKnown = (type: string): type is FieldTypeName => Object.hasOwn(FACES, type);

/** A type this version does not know is shown as text and not edited. */
export function faceOf(field: Pick<Field, "type">): FieldFace {
  return isKnown(field.type) ? FACES[field.type] : FACES.text;
}

/** The face of what a formula or roll-up gives. */
export function resultFace(field: Pick<Field, "result_type">): FieldFace {
  const type = field.result_type;
  return type !== null && isKnown(type) && type !== "formula" && type !== "rollup" ? FACES[type] : FACES.text;
}

/** Where figures stand: a formula's at the end when its result's do. */
export function alignOf(field: Pick<Field, "type" | "result_type">): "end" | undefined {
  return (field.type === "formula" || field.type === "rollup" ? resultFace(field) : faceOf(field)).align;
}

export function iconOf(field: Pick<Field, "type">) {
  return faceOf(field).icon;
}
