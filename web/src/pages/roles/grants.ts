/** What a role gives, and changing it: scopes that stay within what may be viewed, and the difference of two roles. Not for deciding: the server does. */
import type { Capability, DataClass, FieldAccess, Grant, Role, Scope } from "../../lib/api/types";

export const SCOPES: readonly Scope[] = ["none", "own", "team", "team_below", "all"];
export const SCOPED = ["view", "edit", "delete", "transfer", "export"] as const;
export const SWITCHES = ["create", "bulk", "import", "through"] as const;
export const RIGHTS: readonly FieldAccess[] = ["hidden", "masked", "read", "edit"];
export const CLASSES: readonly DataClass[] = ["public", "internal", "sensitive", "restricted"];
export type ScopedAction = (typeof SCOPED)[number];
export type SwitchAction = (typeof SWITCHES)[number];

export const NO_GRANT: Grant = {
  view: "none", create: false, edit: "none", delete: "none", export: "none", import: false, transfer: "none", bulk: false, through: false, fields: {}, classes: {},
};

const rank = (scope: Scope): number => SCOPES.indexOf(scope);
export const within = (scope: Scope, most: Scope): boolean => rank(scope) <= rank(most);

/** The level of a scope for its tint: 0 nothing, 4 all. */
export const scopeLevel = (scope: Scope) => rank(scope) as 0 | 1 | 2 | 3 | 4;
const RIGHT_LEVELS: Record<FieldAccess, 0 | 1 | 2 | 4> = { hidden: 0, masked: 1, read: 2, edit: 4 };
export const rightLevel = (right: FieldAccess) => RIGHT_LEVELS[right];

/** The grant that holds for an object; null names all objects that have none of their own. */
export function grantOf(role: Role, object: string | null): { grant: Grant; isInherited: boolean } {
  const own = object === null ? role.default : role.objects[object];
  return { grant: own ?? role.default ?? NO_GRANT, isInherited: object !== null && own === undefined };
}

export function withGrant(role: Role, object: string | null, grant: Grant): Role {
  if (object === null) return { ...role, default: grant };
  return { ...role, objects: { ...role.objects, [object]: grant } };
}

/** Takes back what the role says of one object: all other objects' grant holds again. */
export function withoutGrant(role: Role, object: string): Role {
  const { [object]: _gone, ...objects } = role.objects;
  return { ...role, objects };
}

/** No other scope may be wider than what may be viewed: viewing less takes the others along. */
export function withScope(grant: Grant, action: ScopedAction, scope: Scope): Grant {
  if (action !== "view") return within(scope, grant.view) ? { ...grant, [action]: scope } : grant;
  const next = { ...grant, view: scope };
  for (const other of SCOPED) if (!within(next[other], scope)) next[other] = scope;
  return next;
}

/** The right of a class where the role says nothing. */
export function classRight(grant: Grant, dataClass: DataClass): FieldAccess {
  const byDefault: Record<DataClass, FieldAccess> = { public: "edit", internal: "edit", sensitive: "masked", restricted: "hidden" };
  return grant.classes[dataClass] ?? byDefault[dataClass];
}

/** Phone, e-mail and address are guarded as sensitive at least, whatever their class says. */
export function guardedClass(field: { type: string; class: DataClass }): DataClass {
  const isSealed = field.type === "phone" || field.type === "email" || field.type === "address";
  return isSealed && (field.class === "public" || field.class === "internal") ? "sensitive" : field.class;
}

export function withFieldRight(grant: Grant, field: string, right: FieldAccess | null): Grant {
  const { [field]: _old, ...fields } = grant.fields;
  return { ...grant, fields: right === null ? fields : { ...fields, [field]: right } };
}

export function withCapability(role: Role, key: Capability["key"], has: boolean): Role {
  const system = role.system.filter((entry) => entry !== key);
  return { ...role, system: has ? [...system, key].toSorted() : system };
}

export interface RoleDifference {
  /** Null for what the role says of itself, "" for all other objects. */
  object: string | null;
  /** "view", "field:phone", "class:sensitive", "users.manage", "label". */
  right: string;
  before: string;
  after: string;
}

const yes = (value: boolean): string => (value ? "yes" : "no");

function flat(grant: Grant): Map<string, string> {
  const rights = new Map<string, string>();
  for (const action of SCOPED) rights.set(action, grant[action]);
  for (const action of SWITCHES) rights.set(action, yes(grant[action]));
  for (const dataClass of CLASSES) rights.set(`class:${dataClass}`, classRight(grant, dataClass));
  for (const [field, right] of Object.entries(grant.fields)) rights.set(`field:${field}`, right);
  return rights;
}

/** Every right in which two roles differ, in the order of the page. Empty: nothing to save. */
export function differences(before: Role, after: Role): RoleDifference[] {
  const found: RoleDifference[] = [];
  const note = (object: string | null, right: string, a: string, b: string) => {
    if (a !== b) found.push({ object, right, before: a, after: b });
  };
  note(null, "label", `${before.label.zh} / ${before.label.en}`, `${after.label.zh} / ${after.label.en}`);
  note(null, "description", `${before.description.zh} / ${before.description.en}`, `${after.description.zh} / ${after.description.en}`);
  for (const key of new Set([...before.system, ...after.system])) note(null, key, yes(before.system.includes(key)), yes(after.system.includes(key)));
  const names = [null, ...new Set([...Object.keys(before.objects), ...Object.keys(after.objects)])];
  for (const name of names) {
    const [a, b] = [flat(grantOf(before, name).grant), flat(grantOf(after, name).grant)];
    for (const right of new Set([...a.keys(), ...b.keys()])) note(name ?? "", right, a.get(right) ?? "by_class", b.get(right) ?? "by_class");
    // Said on its own or left to all other objects: the same today, another thing when those change.
    if (name !== null) note(name, "own", yes(name in before.objects), yes(name in after.objects));
  }
  return found;
}
