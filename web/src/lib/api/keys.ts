/** Every query key of the app, so that what is written can name exactly what it made stale. Not for fetching. */
import type { AuditQuery, UserQuery } from "./calls";
import type { Filter, RecordQuery } from "./types";

export const keys = {
  me: () => ["me"] as const,
  mySessions: () => ["me", "sessions"] as const,
  mySecurity: () => ["me", "security"] as const,
  people: (q: string) => ["people", q] as const,
  users: (query?: UserQuery) => (query ? (["users", "list", query] as const) : (["users"] as const)),
  user: (id: string) => ["users", "one", id] as const,
  userSecurity: (id: string) => ["users", "one", id, "security"] as const,
  signInRules: () => ["security", "sign-in"] as const,
  policyClauses: (key: string) => ["security", "clauses", key] as const,
  coverage: () => ["security", "coverage"] as const,
  teams: () => ["teams"] as const,
  roles: () => ["roles"] as const,
  role: (key: string) => ["roles", "one", key] as const,
  capabilities: () => ["roles", "capabilities"] as const,
  audit: (query?: AuditQuery) => (query ? (["audit", query] as const) : (["audit"] as const)),
  auditVerify: () => ["audit-verify"] as const,
  objects: () => ["objects"] as const,
  object: (name: string) => ["objects", "one", name] as const,
  fieldTypes: () => ["field-types"] as const,
  /** All lists of an object, whatever their filter: the key to invalidate after a write. */
  lists: (object: string) => ["records", object, "list"] as const,
  list: (object: string, query: RecordQuery) => ["records", object, "list", query] as const,
  groups: (object: string, by: string, sum?: string, filter?: Filter | null) => ["records", object, "groups", { by, sum, filter }] as const,
  allGroups: (object: string) => ["records", object, "groups"] as const,
  record: (object: string, id: string) => ["records", object, "one", id] as const,
  history: (object: string, id: string) => ["records", object, "one", id, "history"] as const,
  timeline: (object: string, id: string, kinds?: string[]) => ["records", object, "one", id, "timeline", ...(kinds ? [kinds] : [])] as const,
  recycle: (object?: string) => (object ? (["recycle", object] as const) : (["recycle"] as const)),
  search: (q: string, objects?: string[]) => ["search", q, objects ?? null] as const,
  views: (object: string) => ["views", object] as const,
  imports: () => ["imports"] as const,
  import: (id: string) => ["imports", "one", id] as const,
};
