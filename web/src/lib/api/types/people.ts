/** Shapes of people who leave and who move, of what is left without an owner, and of the help desk. */
import type { Ref } from "./base";

/** Counts by the name of an object. */
export type Counts = Record<string, number>;

export interface LeaverItem {
  id: string;
  /** One that every list has; none for one that somebody wrote. */
  key: string | null;
  text: string | null;
  done_at: string | null;
  done_by: Ref | null;
}
export interface Handover {
  done: boolean;
  /** Records looked at so far. */
  handled: number;
  moved: Counts;
  /** Records that could not be handed over. */
  refused: Counts;
}
export interface Leaver {
  user: Ref;
  successor: Ref | null;
  note: string;
  left_at: string;
  left_by: Ref;
  due_at: string;
  overdue: boolean;
  /** Every item is done, and the records are handed over where there is a successor. */
  done: boolean;
  /** What ended at once, as counts. */
  ended: Counts;
  items: LeaverItem[];
  /** None without a successor. */
  handover: Handover | null;
  /** Records and shared views that were theirs at the last look; none if nobody looked since. */
  left_over: number | null;
}
export interface LeaveBody {
  successor?: string;
  note: string;
  /** Further items of the list. */
  items: string[];
}

export interface Held {
  team: Ref | null;
  /** By the name the reader knows them by. */
  roles: { key: string; label: string }[];
}
export interface RightsReview {
  id: string;
  user: Ref;
  opened_at: string;
  /** Everybody who made one of the changes, the first of them first. */
  makers: Ref[];
  before: Held;
  after: Held;
  /** None: whoever manages users. */
  confirmer: Ref | null;
  due_at: string;
  overdue: boolean;
  /** Whether the reader may confirm it. */
  may_confirm: boolean;
}

export interface OrphanCount {
  /** `view` for shared views. */
  object: string;
  owner: Ref;
  count: number;
}
export interface Orphans {
  scanned_at: string;
  total: number;
  items: OrphanCount[];
  teams: { team: Ref; manager: Ref }[];
}

export interface HelpCode {
  /** In two groups of four, shown once. */
  code: string;
  expires_at: string;
  /** By the server's clock: the reader's may be wrong. */
  expires_in_secs?: number;
}
export interface HelpCall {
  helper: Ref;
  words: { zh: string[]; en: string[] };
  at: string;
  expires_at: string;
  expires_in_secs?: number;
}
