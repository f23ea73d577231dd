/** Scopes of tokens and apps as words: `records:read:account`, `records:write:*`, `export`. What the server says of each is in `ScopeInfo`. */

export const VERBS = ["read", "write", "delete", "transfer"] as const;
export type Verb = (typeof VERBS)[number];

/** The most a token or an app may hold. */
export const MAX_SCOPES = 100;
export const ALL_OBJECTS = "*";

export interface RecordScope {
  verb: Verb;
  /** Its name, or `ALL_OBJECTS`. */
  object: string;
}

export const scopeOf = (verb: Verb, object: string): string => `records:${verb}:${object}`;

/** Null for what is about something else than records. */
export function recordScope(scope: string): RecordScope | null {
  const [area, word, object] = scope.split(":");
  const verb = VERBS.find((known) => known === word);
  return area === "records" && verb && object ? { verb, object } : null;
}

/** Whether everything that is allowed by the scope is allowed by the other one. */
export function isWithin(scope: string, wider: string): boolean {
  const record = recordScope(scope);
  return scope === wider || (record !== null && wider === scopeOf(record.verb, ALL_OBJECTS));
}

export const isCovered = (scope: string, by: readonly string[]): boolean => by.some((wider) => isWithin(scope, wider));

/** With the scope added, and without those that say no more beside it. */
export const withScope = (scopes: readonly string[], scope: string): string[] => [...scopes.filter((held) => !isWithin(held, scope)), scope];

export const withoutScope = (scopes: readonly string[], scope: string): string[] => scopes.filter((held) => held !== scope);

export interface ScopeGroups {
  /** Objects that may be used alike, in the order they come. */
  records: { objects: string[]; verbs: Verb[] }[];
  others: string[];
}

/** The same in few words: objects with the same verbs stand together, all of them first. */
export function groupScopes(scopes: readonly string[]): ScopeGroups {
  const verbsOf = new Map<string, Set<Verb>>();
  const others: string[] = [];
  for (const scope of scopes) {
    const record = recordScope(scope);
    if (record) verbsOf.set(record.object, (verbsOf.get(record.object) ?? new Set()).add(record.verb));
    else others.push(scope);
  }
  const alike = new Map<string, { objects: string[]; verbs: Verb[] }>();
  for (const [object, held] of [...verbsOf].toSorted(([a], [b]) => Number(b === ALL_OBJECTS) - Number(a === ALL_OBJECTS))) {
    const verbs = VERBS.filter((verb) => held.has(verb));
    const key = object === ALL_OBJECTS ? ALL_OBJECTS : verbs.join(" ");
    const group = alike.get(key);
    if (group) group.objects.push(object);
    else alike.set(key, { objects: [object], verbs });
  }
  return { records: [...alike.values()], others };
}
