/** Shapes of what ends when something goes wrong: sessions and devices, a compromised account, what it touched, and the rules about it. */
import type { GeoPlace, Session } from "./base";

export interface SessionList {
  /** Live, last used first. */
  items: Session[];
  /** Over since less than 30 days. */
  ended: Session[];
}

export interface DevicePasskey {
  id: string;
  label: string;
}
/** A browser somebody signed in with. */
export interface KnownDevice {
  id: string;
  device: string;
  user_agent: string;
  address: string;
  place: GeoPlace | null;
  first_seen_at: string;
  last_seen_at: string;
  current: boolean;
  /** How many are live on it. */
  sessions: number;
  /** Those last used on it. */
  passkeys: DevicePasskey[];
}
export interface DeviceLost {
  sessions_ended: number;
  flows_ended: number;
  passkeys: DevicePasskey[];
  passkeys_removed: boolean;
}

export interface CompromiseBody {
  /** Also takes away the factors bound within so many days. */
  remove_factors: boolean;
  days?: number;
}
export type EndedKind = "sessions" | "devices" | "tokens" | "links" | "codes" | "invitations" | "flows" | "jobs";
export interface Compromise {
  ended: Record<EndedKind, number>;
  factors_recent: { id: string; kind: string; label: string; created_at: string; removed: boolean }[];
}

export type TouchedKind = "signed_in" | "viewed" | "searched" | "changed" | "exported" | "imported" | "account" | "settings" | "refused" | "other";
/** Events that follow each other and are of one kind. */
export interface Touched {
  kind: TouchedKind;
  object: string | null;
  session: string | null;
  address: string | null;
  from: string;
  to: string;
  events: number;
  actions: string[];
  /** The first hundred, each once. */
  records: string[];
  record_count: number;
}
export interface TouchedQuery {
  from?: string;
  to?: string;
  session?: string;
  device?: string;
}

/** `/security/people`: one setting, put back whole. */
export interface SafetyRules {
  risk: {
    notify_at: number;
    step_up_at: number;
    /** None: nothing is refused for its score. */
    block_at: number | null;
    /** None: from everywhere. */
    countries: string[] | null;
  };
  help_desk: { code_required: boolean };
  leavers: { due_hours: number; items: string[] };
  movers: { due_days: number };
}
