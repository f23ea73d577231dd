/**
 * The shapes of the API, as docs/api-design.md words them. Not for anything the web app makes up itself.
 */

export interface Label {
  zh: string;
  en: string;
}
export interface Ref {
  id: string;
  label: string | null;
}
export interface LinkRef extends Ref {
  object: string;
}
export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Language = "zh" | "en";
export type Theme = "light" | "dark" | "system";
export type Density = "compact" | "normal" | "roomy";

// Session and people (section 3)

export interface Me {
  user: { id: string; name: string; email: string; language: Language; theme: Theme; density: Density; timezone: string; team: Ref | null };
  roles: { key: string; label: Label }[];
  company: { name: string; currency: string; timezone: string; default_country: string };
  features: Record<string, unknown>;
  can: { users: boolean; roles: boolean; metadata: boolean; audit: boolean; import: boolean; recycle: boolean };
  password_policy: PasswordPolicy;
  setup_needed: boolean;
}
export interface PasswordPolicy {
  min_length: number;
  max_length: number;
}
export interface MePatch {
  name?: string;
  language?: Language;
  theme?: Theme;
  density?: Density;
  timezone?: string;
}
/** What `POST /session` answers: the reader, or the further step that is asked for. */
export type SignInAnswer = Me | { next: string };
export interface SetupBody {
  token: string;
  company: string;
  name: string;
  email: string;
  password: string;
  language: Language;
}
export interface Invitation {
  email: string;
  name: string;
  company: string;
}
export interface Session {
  id: string;
  created_at: string;
  last_used_at: string;
  address: string;
  user_agent: string;
  device: string;
  current: boolean;
}
export interface Person {
  id: string;
  name: string;
  email: string | null;
  team: Ref | null;
  active: boolean;
}

// Administration (section 4)

export interface User {
  id: string;
  name: string;
  email: string;
  team: Ref | null;
  roles: string[];
  active: boolean;
  state: "invited" | "active" | "disabled";
  last_sign_in_at: string | null;
  version: number;
}
export interface Team {
  id: string;
  name: string;
  parent_id: string | null;
  manager: Ref | null;
  member_count: number;
  version: number;
}
export type Scope = "none" | "own" | "team" | "team_below" | "all";
export type FieldAccess = "hidden" | "masked" | "read" | "edit";
export type DataClass = "public" | "internal" | "sensitive" | "restricted";
export interface Grant {
  view: Scope;
  create: boolean;
  edit: Scope;
  delete: Scope;
  export: Scope;
  import: boolean;
  transfer: Scope;
  bulk: boolean;
  through: boolean;
  fields: Record<string, FieldAccess>;
  classes: Partial<Record<DataClass, FieldAccess>>;
}
export type CapabilityKey = "users.manage" | "roles.manage" | "metadata.manage" | "audit.read" | "settings.manage" | "security.manage";
export interface Capability {
  key: CapabilityKey;
  label: Label;
  description: Label;
}
export interface Role {
  key: string;
  label: Label;
  description: Label;
  shipped: boolean;
  version: number;
  system: CapabilityKey[];
  objects: Record<string, Grant>;
  default: Grant | null;
  member_count: number;
}
export interface RoleChange {
  user: Ref;
  object: string;
  action: string;
  before: unknown;
  after: unknown;
}
export interface Explanation {
  allowed: boolean;
  sentence: string;
  steps: { rule: string; outcome: string; detail: string }[];
}
export interface AuditEvent {
  seq: number;
  node: string;
  at: string;
  actor: { id: string; label: string | null; kind: string };
  action: string;
  outcome: "done" | "denied" | "failed";
  object: string | null;
  record: Ref | null;
  address: string;
  session: string | null;
  detail: Record<string, unknown>;
  hash: string;
}
export interface AuditCheck {
  ok: boolean;
  events: number;
  first_bad: { node: string; seq: number; reason: string } | null;
  checked_at: string;
}

// Metadata (section 5)

export type FieldType =
  | "text" | "long_text" | "rich_text" | "url" | "email" | "phone" | "auto_number" | "integer" | "rating" | "number" | "percent"
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
export interface Plan {
  steps: PlanStep[];
  problems: FieldProblem[];
}
export interface FieldTypeInfo {
  type: FieldType;
  label: Label;
  options: Record<string, unknown>;
}

// Values (section 2)

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

// Records (section 6)

export interface KedunRecord {
  id: string;
  object: string;
  version: number;
  label: string;
  values: Record<string, unknown>;
  masked: string[];
  can: { edit: boolean; delete: boolean };
}
export interface DeletedRecord extends KedunRecord {
  deleted_at: string;
  deleted_by: Ref | null;
}
export interface Count {
  value: number;
  capped: boolean;
}
export interface RecordList<R extends KedunRecord = KedunRecord> extends Page<R> {
  count: Count | null;
}
export type Filter =
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter }
  | { field: string; op: FilterOp; value?: unknown };
export interface SortKey {
  field: string;
  desc: boolean;
}
export interface RecordQuery {
  filter?: Filter | null;
  sort?: SortKey[];
  fields?: string[];
  limit?: number;
  count?: "none" | "capped" | "exact";
  q?: string;
}
export interface Change {
  field: string;
  from: unknown;
  to: unknown;
}
export interface HistoryEntry {
  at: string;
  by: Ref;
  action: "create" | "update" | "delete" | "restore" | "import";
  changes: Change[];
}
export type TimelineEntry = { kind: "activity"; at: string; record: KedunRecord } | ({ kind: "history" } & HistoryEntry);
export interface BulkBody {
  ids: string[];
  action: "update" | "delete" | "restore";
  values?: Record<string, unknown>;
}
export interface BulkResult {
  done: number;
  failed: { id: string; code: string; message: string }[];
}
export interface Group {
  key: string | null;
  count: number;
  sums: Record<string, Money[]>;
}
export interface SearchHit {
  object: string;
  id: string;
  label: string;
  field: string;
  snippet: string;
  owner: Ref | null;
}
export interface SearchResult {
  items: SearchHit[];
  partial: boolean;
}

// Views, files, imports (section 7)

export interface View {
  id: string;
  object: string;
  name: string;
  kind: "list" | "board";
  filter: Filter | null;
  sort: SortKey[];
  columns: { field: string; width: number }[];
  shared: boolean;
  mine: boolean;
  version: number;
}
export interface ImportColumn {
  column: string;
  samples: string[];
  type: string;
  format: string | null;
  suggested_field: string | null;
  confidence: number;
}
export interface ImportMapping {
  columns: { column: string; field: string | null; format?: string | null; match_by?: string | null }[];
  update_by: string | null;
  mode: "create" | "update" | "upsert";
  links: Record<string, unknown>;
}
export type MatchChoice = { id: string } | "leave_empty" | "reject";
export interface ImportMatch {
  field: string;
  text: string;
  rows: number;
  candidates: { id: string; label: string; score: number }[];
  choice: MatchChoice | null;
}
export interface Import {
  id: string;
  object: string;
  name: string;
  state: "mapping" | "checking" | "checked" | "running" | "done" | "failed" | "cancelled";
  encoding: string;
  delimiter: string | null;
  sheet: string | null;
  rows: number;
  columns: ImportColumn[];
  mapping: ImportMapping | null;
  update_by: string | null;
  mode: "create" | "update" | "upsert";
  matches: ImportMatch[];
  progress: { done: number; total: number };
  result: { created: number; updated: number; unchanged: number; rejected: number; linked_empty: number } | null;
  problems: { row: number; column: string | null; code: string; message: string }[];
  created_at: string;
  created_by: Ref;
}

// Problems (section 1)

export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}
/** An RFC 9457 problem document with our members. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  fields?: FieldProblem[];
  current_version?: number;
}
