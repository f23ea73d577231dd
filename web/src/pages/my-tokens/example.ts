/** A call that a new token may make, as one line of a shell: to try whether it works. */
import { ALL_OBJECTS, recordScope } from "../../parts/scopes/model";

/** Every organization has it. */
const PLAIN_OBJECT = "account";

const PATHS: Record<string, string> = {
  "metadata:read": "objects",
  "directory:read": "teams",
  "profile:read": "me",
  "admin:users.manage": "users",
  "admin:audit.read": "audit?limit=5",
};

function pathFor(scopes: readonly string[]): string | null {
  const reads = scopes.map(recordScope).filter((scope) => scope?.verb === "read");
  const first = reads[0];
  if (first) return `records/${first.object === ALL_OBJECTS ? PLAIN_OBJECT : first.object}?limit=5`;
  return scopes.map((scope) => PATHS[scope]).find((known) => known !== undefined) ?? null;
}

/** None when the token may read nothing. In double quotes, which every shell has; a token holds nothing that is special in them. */
export function curlExample(origin: string, secret: string, scopes: readonly string[]): string[] {
  const path = pathFor(scopes);
  return path === null ? [] : [`curl -H "Authorization: Bearer ${secret}" "${origin}/api/v1/${path}"`];
}
