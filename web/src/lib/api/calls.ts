/**
 * The routes of the API that nearly every page needs, each as one typed function, in the order of docs/api-design.md; those of few pages
 * are in flow.ts, security.ts and transfer.ts. Not for caching: hooks are in lib/api/hooks.ts and beside the pages that need them.
 */
import { at, call, download, type Download } from "./client";
import type * as T from "./types";

// Session and people

export const setupState = () => call<{ needed: boolean }>("GET", "/setup");
export const setup = (body: T.SetupBody) => call<T.SignInAnswer>("POST", "/setup", { body, allowSignedOut: true });
/** Whoever came by a sign-in service is told where to sign out there as well. */
export const signOut = () => call<{ sso_sign_out_url?: string } | undefined>("DELETE", "/session", { allowSignedOut: true });
export const me = (signal?: AbortSignal) => call<T.Me>("GET", "/me", { signal, allowSignedOut: true });
export const mePatch = (body: T.MePatch) => call<T.Me>("PATCH", "/me", { body });
export const passwordChange = (current: string, next: string) => call<void>("POST", "/me/password", { body: { current, new: next } });
export const mySessions = (signal?: AbortSignal) => call<T.SessionList>("GET", "/me/sessions", { signal });
export const mySessionEnd = (id: string) => call<void>("DELETE", at("/me/sessions/:id", { id }));
export const myOtherSessionsEnd = () => call<{ ended: number }>("DELETE", "/me/sessions");
export const people = (q: string, signal?: AbortSignal) => call<{ items: T.Person[] }>("GET", "/people", { query: { q }, signal });
export const invitation = (token: string) => call<T.Invitation>("GET", at("/invitations/:token", { token }), { allowSignedOut: true });
export const invitationAccept = (token: string, body: { name: string; password: string; language: T.Language }) =>
  call<T.SignInAnswer>("POST", at("/invitations/:token", { token }), { body, allowSignedOut: true });

// Administration

export interface UserQuery {
  q?: string;
  team?: string;
  active?: boolean;
  after?: string | null;
}
export const users = (query: UserQuery, signal?: AbortSignal) => call<T.Page<T.User>>("GET", "/users", { query: { ...query }, signal });
export const userCreate = (body: { email: string; name: string; team?: string | null; roles: string[]; language: T.Language }, idempotencyKey?: string) =>
  call<{ user: T.User; invitation_url: string }>("POST", "/users", { body, idempotencyKey });
export const user = (id: string, signal?: AbortSignal) => call<T.User>("GET", at("/users/:id", { id }), { signal });
export const userPatch = (id: string, body: { name?: string; team?: string | null; roles?: string[]; active?: boolean; version: number }) =>
  call<T.User>("PATCH", at("/users/:id", { id }), { body });
/** Ends their sessions and withdraws their invitation. Not for oneself. */
export const userEmail = (id: string, email: string, version: number) => call<T.User>("PUT", at("/users/:id/email", { id }), { body: { email, version } });
export const userInvite = (id: string) => call<{ invitation_url: string }>("POST", at("/users/:id/invitation", { id }));
export const userSessionsEnd = (id: string) => call<{ ended: number }>("DELETE", at("/users/:id/sessions", { id }));

export const peopleImport = (file: File, dryRun: boolean) => call<T.PeopleReport>("POST", "/people/import", { query: { name: file.name, dry_run: dryRun }, raw: file });

export const teams = (signal?: AbortSignal) => call<{ items: T.Team[] }>("GET", "/teams", { signal });
export const teamCreate = (body: { name: string; parent_id?: string | null; manager?: string | null }) => call<T.Team>("POST", "/teams", { body });
export const teamPatch = (id: string, body: { name?: string; parent_id?: string | null; manager?: string | null; version?: number }) =>
  call<T.Team>("PATCH", at("/teams/:id", { id }), { body });
export const teamDelete = (id: string) => call<void>("DELETE", at("/teams/:id", { id }));

export const roles = (signal?: AbortSignal) => call<{ items: T.Role[] }>("GET", "/roles", { signal });
export const role = (key: string, signal?: AbortSignal) => call<T.Role>("GET", at("/roles/:key", { key }), { signal });
export const roleCreate = (body: Partial<T.Role>) => call<T.Role>("POST", "/roles", { body });
export const rolePut = (key: string, body: T.Role) => call<T.Role>("PUT", at("/roles/:key", { key }), { body });
export const roleDelete = (key: string) => call<void>("DELETE", at("/roles/:key", { key }));
export const roleCapabilities = (signal?: AbortSignal) => call<{ items: T.Capability[] }>("GET", "/roles/capabilities", { signal });
export const rolePreview = (role: T.Role, signal?: AbortSignal) => call<{ changes: T.RoleChange[] }>("POST", "/roles/preview", { body: { role }, signal });
export const accessExplain = (query: { user: string; object: string; id?: string; action: string; field?: string }, signal?: AbortSignal) =>
  call<T.Explanation>("GET", "/access/explain", { query, signal });

export interface AuditQuery {
  from?: string;
  to?: string;
  actor?: string;
  action?: string;
  object?: string;
  record?: string;
  outcome?: string;
  after?: string | null;
  limit?: number;
}
export const audit = (query: AuditQuery, signal?: AbortSignal) => call<T.Page<T.AuditEvent>>("GET", "/audit", { query: { ...query }, signal });
export const auditVerify = (signal?: AbortSignal) => call<T.AuditCheck>("GET", "/audit/verify", { signal });

// Metadata

export const objects = (signal?: AbortSignal) => call<T.ObjectList>("GET", "/objects", { signal });
export const object = (name: string, signal?: AbortSignal) => call<T.ObjectMeta>("GET", at("/objects/:name", { name }), { signal });
export interface ObjectBody {
  name: string;
  label: T.Label;
  plural: T.Label;
  description?: T.Label;
  icon?: string;
  title_label?: T.Label;
}
export const objectCreate = (body: ObjectBody) => call<T.ObjectMeta>("POST", "/objects", { body });
export const objectCreatePlan = (body: ObjectBody) => call<T.Plan>("POST", "/objects/plan", { body });
export const objectPatch = (
  name: string,
  body: { label?: T.Label; plural?: T.Label; description?: T.Label; icon?: string; in_menu?: boolean; layout?: T.Layout; version: number },
) => call<T.ObjectMeta>("PATCH", at("/objects/:name", { name }), { body });
export const fieldCreate = (name: string, body: Partial<T.Field>) => call<T.ObjectMeta>("POST", at("/objects/:name/fields", { name }), { body });
export const fieldPatch = (name: string, field: string, body: Partial<T.Field> & { version: number }) =>
  call<T.ObjectMeta>("PATCH", at("/objects/:name/fields/:field", { name, field }), { body });
export const objectPlan = (name: string, body: T.PlanBody) => call<T.Plan>("POST", at("/objects/:name/plan", { name }), { body });
export const pipelinePut = (name: string, body: { stages: Omit<T.Stage, "order">[]; version: number }) =>
  call<T.ObjectMeta>("PUT", at("/objects/:name/pipeline", { name }), { body });
export const fieldTypes = (signal?: AbortSignal) => call<{ items: T.FieldTypeInfo[] }>("GET", "/field-types", { signal });

// Records

export const sortParam = (sort: readonly T.SortKey[] = []) => sort.map(({ field, desc }) => (desc ? `-${field}` : field)).join(",");
const filterParam = (filter: T.Filter | null | undefined) => (filter ? JSON.stringify(filter) : undefined);

export const records = (object: string, query: T.RecordQuery & { after?: string | null }, signal?: AbortSignal) =>
  call<T.RecordList>("GET", at("/records/:object", { object }), {
    query: { ...query, filter: filterParam(query.filter), sort: sortParam(query.sort) },
    signal,
  });
export const record = (object: string, id: string, signal?: AbortSignal) =>
  call<T.KedunRecord>("GET", at("/records/:object/:id", { object, id }), { signal });
export const recordCreate = (object: string, values: Record<string, unknown>, idempotencyKey: string) =>
  call<T.KedunRecord>("POST", at("/records/:object", { object }), { body: values, idempotencyKey });
export const recordPatch = (object: string, id: string, values: Record<string, unknown>, version: number) =>
  call<T.KedunRecord>("PATCH", at("/records/:object/:id", { object, id }), { body: values, version });
export const recordDelete = (object: string, id: string, version: number) =>
  call<void>("DELETE", at("/records/:object/:id", { object, id }), { version });
export const recordRestore = (object: string, id: string) => call<T.KedunRecord>("POST", at("/records/:object/:id/restore", { object, id }));
export const recordHistory = (object: string, id: string, after?: string | null, signal?: AbortSignal) =>
  call<T.Page<T.HistoryEntry>>("GET", at("/records/:object/:id/history", { object, id }), { query: { after }, signal });
export const recordTimeline = (object: string, id: string, query: { kinds?: string[]; after?: string | null }, signal?: AbortSignal) =>
  call<T.Page<T.TimelineEntry>>("GET", at("/records/:object/:id/timeline", { object, id }), { query, signal });
export const recordsBulk = (object: string, body: T.BulkBody) => call<T.BulkResult>("POST", at("/records/:object/bulk", { object }), { body });
export const recordGroups = (object: string, query: { by: string; sum?: string; filter?: T.Filter | null }, signal?: AbortSignal) =>
  call<{ items: T.Group[] }>("GET", at("/records/:object/groups", { object }), { query: { ...query, filter: filterParam(query.filter) }, signal });
export const recycle = (query: { object?: string; after?: string | null }, signal?: AbortSignal) =>
  call<T.RecordList<T.DeletedRecord>>("GET", "/recycle", { query, signal });
export const search = (q: string, query: { objects?: string[]; limit?: number } = {}, signal?: AbortSignal) =>
  call<T.SearchResult>("GET", "/search", { query: { q, ...query }, signal });

// Views, files, exports. What goes up is in transfer.ts

export const views = (object: string, signal?: AbortSignal) => call<{ items: T.View[] }>("GET", "/views", { query: { object }, signal });
export const viewCreate = ({ object, ...body }: Omit<T.View, "id" | "mine" | "version">) => call<T.View>("POST", "/views", { query: { object }, body });
export const viewPatch = (id: string, body: Partial<Omit<T.View, "id" | "mine">>) => call<T.View>("PATCH", at("/views/:id", { id }), { body });
export const viewDelete = (id: string) => call<void>("DELETE", at("/views/:id", { id }));

export const fileDownload = (id: string): Promise<Download> => download("GET", at("/files/:id", { id }));
export const exportRun = (body: { object: string; q?: string; filter?: T.Filter | null; sort?: T.SortKey[]; fields?: string[]; format: "csv" | "xlsx" }): Promise<Download> =>
  download("POST", "/exports", { body });
