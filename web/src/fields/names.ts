/** The names of all field types, exactly those of crates/metadata. The registry must have every one; a test holds them together. */
import type { FieldType } from "../lib/api/types";

/** `id` is the type of every record's own id; it stands in metadata, and nobody edits it. */
export const FIELD_TYPE_NAMES = [
  "id", "text", "long_text", "rich_text", "number", "integer", "money", "percent", "boolean", "date", "datetime", "choice", "multi_choice",
  "phone", "email", "url", "address", "user", "team", "link", "file", "auto_number", "formula", "rollup", "json", "location", "rating", "tags",
] as const;

export type FieldTypeName = (typeof FIELD_TYPE_NAMES)[number];

/** Compiles only while every type of the API's contract stands in the list. */
export const coversContract: FieldType extends FieldTypeName ? true : never = true;
