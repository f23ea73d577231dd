/** The filters of the log as the address keeps them, and the query they become. */
import type { AuditQuery } from "../../lib/api/calls";
import { periodOf } from "../../parts/logAddress";

export const ACTIONS = [
  "sign_in", "sign_in_failed", "sign_out", "session_ended", "setup", "invited", "invitation_accepted", "password_changed", "view", "list", "search", "history_view", "create", "update", "delete", "restore",
  "bulk", "export", "import", "reveal", "denied", "user_changed", "team_changed", "role_changed", "metadata_changed", "setting_changed", "view_changed", "audit_read", "audit_verified", "key_created", "key_rotated",
  "key_erased", "start", "stop", "file_read", "file_added", "files_swept", "access_explained",
  "factor_changed", "stepped_up", "password_reset", "unlocked", "sso_linked", "sso_unlinked", "code_sent", "compromised", "device_lost", "left", "leaver_changed", "rights_confirmed", "help_code_made",
  "help_code_checked", "help_call", "token_changed", "app_changed", "app_allowed",
] as const;
export type AuditAction = (typeof ACTIONS)[number];
export const isAction = (text: string): text is AuditAction => (ACTIONS as readonly string[]).includes(text);

export const OUTCOMES = ["done", "denied", "failed"] as const;

export const FILTERS = ["range", "from", "to", "actor", "action", "object", "record", "outcome"] as const;

const RECORD_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** The record's ID in what somebody typed or pasted, such as the address of its page. Null when there is none: a number such as ACC-000087 is no ID. */
export function recordIdIn(text: string): string | null {
  return text.match(RECORD_ID)?.at(-1)?.toLowerCase() ?? null;
}

/** The query for the server. `today` is the reader's calendar day. */
export function queryOf(get: (name: string) => string, today: string, timeZone: string): AuditQuery {
  const query: AuditQuery = periodOf(get, today, timeZone);
  for (const name of ["actor", "action", "object", "outcome"] as const) if (get(name) !== "") query[name] = get(name);
  // The address may hold anything; the server refuses the whole question for a record that is none.
  const record = recordIdIn(get("record"));
  if (record !== null) query.record = record;
  return query;
}
