/** Objects, fields, layouts, pipelines (section 5) and the values they hold (section 2). */
import type { DataClass } from "./admin";
import type { FieldProblem, Label } from "./base";

export type FieldType =
  | "id" | "text" | "long_text" | "rich_text" | "url" | "email" | "phone" | "auto_number" | "integer" | "rating" | "number" | "percent"
  | "money" | "boolean" | "date" | "datetime" | "choice" | "multi_choice" | "tags" | "address" | "user" | "team" | "link" | "file"
  | "formula" | "rollup" | "json" | "location";
export type Color = "blue" | "violet" | "amber" | "teal" | "green" | "red" | "gray";
export interface Option {
  key: string;
  label: Label;
  color: Color;
  active: boolean;
}
export type FilterOp =
  | "eq" | "ne" | "in" | "not_in" | "empty" | "not_empty" | "lt" | "le" | "gt" | "ge" | "between" | "contains" | "starts"
  | "has_any" | "has_all" | "has_none" | "within" | "me" | "my_team" | "ends_with";
export interface Field {
  name: string;
  type: FieldType;
  label: Label;
  help: Label | null;
  required: boolean;
  unique: boolean;
  indexed: boolean;
  read_only: boolean;
  system: boolean;
  shipped: boolean;
  class: DataClass;
  personal: boolean;
  default: unknown;
  options: Option[] | null;
  objects: string[] | null;
  min: number | string | null;
  max: number | string | null;
  max_length: number | null;
  scale: number | null;
  currency: string | null;
  result_type: FieldType | null;
  formula: string | null;
  rollup: unknown;
  /** Of an automatic number. */
  pattern?: string | null;
  retired: boolean;
  access: "masked" | "read" | "edit";
  operators: FilterOp[];
  sortable: boolean;
  filterable: boolean;
  groupable: boolean;
}
export interface Stage {
  key: string;
  label: Label;
  kind: "open" | "won" | "lost";
  probability: number;
  order: number;
  color: Color;
  required_fields: string[];
}
export interface ObjectSummary {
  name: string;
  label: Label;
  plural: Label;
  icon: string;
  order: number;
  shipped: boolean;
  in_menu: boolean;
  board: boolean;
  /** A task, call, meeting, note or visit: something done about another record. */
  activity: boolean;
  can: { view: boolean; create: boolean; export: boolean; import: boolean };
}
export interface LayoutSection {
  label: Label;
  columns: 1 | 2;
  fields: string[];
}
export interface RelatedList {
  object: string;
  field: string;
  label: Label;
}
export interface Layout {
  sections: LayoutSection[];
  list: string[];
  related: RelatedList[];
}
export interface ObjectMeta extends Omit<ObjectSummary, "can"> {
  description: Label;
  title_field: string;
  fields: Field[];
  layout: Layout;
  pipeline: { field: string; stages: Stage[] } | null;
  can: { view: boolean; create: boolean; edit: boolean; delete: boolean; export: boolean; import: boolean; transfer: boolean; bulk: boolean };
  version: number;
}
export interface ObjectList {
  version: number;
  items: ObjectSummary[];
}
export interface PlanStep {
  kind: string;
  object: string;
  field: string | null;
  sentence: Label;
}
/** A change of an object, as its plan takes it: the body of the change, under the name of what it changes. */
export type PlanBody =
  | { add_field: Partial<Field> }
  | ({ change_field: Partial<Field> & { field: string; version: number } })
  | { change_object: { label?: Label; plural?: Label; description?: Label; icon?: string; in_menu?: boolean; layout?: Layout; version: number } }
  | { set_pipeline: { stages: Omit<Stage, "order">[]; version: number } };
export interface Plan {
  steps: PlanStep[];
  problems: FieldProblem[];
}
export interface FieldTypeInfo {
  type: FieldType;
  label: Label;
  /** The settings that only some types have: max_length, scale, min, max, options, objects, … */
  settings: string[];
}

export interface Money {
  amount: string;
  currency: string;
}
export interface Address {
  country?: string;
  province?: string;
  city?: string;
  district?: string;
  street?: string;
  postcode?: string;
}
export interface FileRef {
  id: string;
  name: string;
  size: number;
  media_type: string;
}
export interface Location {
  lat: number;
  lng: number;
}
