/** Users, teams, roles, audit (section 4). */
import type { Label, Ref } from "./base";

export interface User {
  id: string;
  name: string;
  /** None for people made from a file that had no addresses: they can't be invited yet. */
  email: string | null;
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
  /** Null for a right over the system. */
  object: string | null;
  /** "view", "through", "field:phone", "users.manage". */
  action: string;
  before: unknown;
  after: unknown;
  /** Whether it is more than before. */
  gains?: boolean;
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
  /** Signed points that agree with the chain. */
  checkpoints?: number;
  /** `node` is empty, `seq` 0 where the fault is of no chain, of no event. */
  first_bad: { node: string; seq: number; reason: string; sentence: Label } | null;
  checked_at: string;
}
/** What an import of people did, or would do. */
export interface PeopleReport {
  created: number;
  existing: number;
  teams_created: number;
  rows: number;
  columns: { column: string; field: "name" | "email" | "team" | "manager" | "team_above" | null }[];
}
