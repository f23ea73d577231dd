/** The filters of the log as the address keeps them, and the query they become. */
import type { AuditQuery } from "../../lib/api/calls";

export const ACTIONS = [
  "sign_in", "sign_in_failed", "sign_out", "session_ended", "setup", "invited", "invitation_accepted", "password_changed", "view", "list", "search", "history_view", "create", "update", "delete", "restore",
  "bulk", "export", "import", "reveal", "denied", "user_changed", "team_changed", "role_changed", "metadata_changed", "setting_changed", "view_changed", "audit_read", "audit_verified", "key_created", "key_rotated",
  "key_erased", "start", "stop", "file_read", "file_added", "files_swept", "access_explained",
] as const;
export type AuditAction = (typeof ACTIONS)[number];
export const isAction = (text: string): text is AuditAction => (ACTIONS as readonly string[]).includes(text);

export const OUTCOMES = ["done", "denied", "failed"] as const;
export const RANGES = ["all", "today", "week", "month", "custom"] as const;
export type Range = (typeof RANGES)[number];

export const FILTERS = ["range", "from", "to", "actor", "action", "object", "record", "outcome"] as const;

/** The instant a calendar day begins in a zone. The zone's offset is looked up at the day itself, so summer time is right. */
export function startOfDay(day: string, timeZone: string): Date {
  const utc = new Date(`${day}T00:00:00Z`);
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const offsetAt = (instant: Date): number => {
    const found = Object.fromEntries(parts.formatToParts(instant).map(({ type, value }) => [type, value]));
    return Date.parse(`${found["year"]}-${found["month"]}-${found["day"]}T${found["hour"]}:${found["minute"]}:${found["second"]}Z`) - instant.getTime();
  };
  const first = new Date(utc.getTime() - offsetAt(utc));
  return new Date(utc.getTime() - offsetAt(first));
}

const addDays = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

const RECORD_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** The record's ID in what somebody typed or pasted, such as the address of its page. Null when there is none: a number such as ACC-000087 is no ID. */
export function recordIdIn(text: string): string | null {
  return text.match(RECORD_ID)?.at(-1)?.toLowerCase() ?? null;
}

/** The query for the server. `today` is the reader's calendar day. */
export function queryOf(get: (name: string) => string, today: string, timeZone: string): AuditQuery {
  const instant = (day: string): string => startOfDay(day, timeZone).toISOString();
  const back: Partial<Record<string, number>> = { today: 0, week: 6, month: 29 };
  const range = get("range");
  const days = back[range];
  const query: AuditQuery = {};
  if (days !== undefined) query.from = instant(addDays(today, -days));
  else if (range === "custom") {
    if (get("from") !== "") query.from = get("from");
    if (get("to") !== "") query.to = get("to");
  }
  for (const name of ["actor", "action", "object", "outcome"] as const) if (get(name) !== "") query[name] = get(name);
  // The address may hold anything; the server refuses the whole question for a record that is none.
  const record = recordIdIn(get("record"));
  if (record !== null) query.record = record;
  return query;
}
