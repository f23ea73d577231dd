/** What the reader let apps do, an app at a time: it may have been allowed more than once, and is withdrawn as a whole. */
import type { AppGrant } from "../../lib/api/types";

export function byApp(grants: readonly AppGrant[]): AppGrant[] {
  const all = new Map<string, AppGrant>();
  for (const grant of grants) {
    const known = all.get(grant.app.id);
    if (!known) {
      all.set(grant.app.id, grant);
      continue;
    }
    const more = grant.scopes.filter(({ scope }) => !known.scopes.some((held) => held.scope === scope));
    all.set(grant.app.id, {
      ...known,
      scopes: [...known.scopes, ...more],
      created_at: known.created_at < grant.created_at ? known.created_at : grant.created_at,
      expires_at: known.expires_at > grant.expires_at ? known.expires_at : grant.expires_at,
    });
  }
  return [...all.values()];
}
