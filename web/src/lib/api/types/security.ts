/** Shapes of proving who one is: the steps of signing in, one's own factors, and the rules of the house. */
import type { Label, Me, Ref, Session } from "./base";

/** What can be kept beside the password, strongest first. */
export type FactorKind = "passkey" | "totp" | "email_code" | "sms_code";
/** What a step may ask for. `password` only where the session is there already. */
export type ProofKind = FactorKind | "recovery_code" | "password" | "sso";
/** What is proved by typing something. */
export type CodeKind = Exclude<ProofKind, "passkey" | "sso">;
/** What is sent when it is asked for. */
export type SentKind = "email_code" | "sms_code";

/** One way to go on, as a step offers it. */
export interface Way {
  kind: ProofKind;
  /** Where a code goes, with most of it covered. */
  sent_to?: string;
  /** A weaker way, kept for those who have no other. */
  restricted?: boolean;
  /** Recovery codes that are left. */
  left?: number;
  /** Which sign-in service, where one is gone to. */
  provider?: string;
}

export type Purpose = "sign_in" | "step_up" | "reset" | "unlock" | "link";
export type NewPasswordWhy = "expired" | "breached" | "common" | "incident" | "campaign" | "reset";

interface StepBase {
  purpose: Purpose;
  /** Who, once something has been proved. */
  name?: string | null;
  expires_at?: string;
}
export interface FactorStep extends StepBase {
  next: "factor";
  factors: Way[];
}
export interface EnrollStep extends StepBase {
  next: "enroll";
  allowed: FactorKind[];
}
export interface NewPasswordStep extends StepBase {
  next: "new_password";
  why: NewPasswordWhy;
  /** A second step is there: the password may be shorter. */
  factor_bound?: boolean;
}
export interface DoneStep extends StepBase {
  next: "done";
  me?: Me;
  /** How long the proof is good. */
  until?: string;
  /** Which sign-in service one is linked with now. */
  provider?: string;
}
export type Step = FactorStep | EnrollStep | NewPasswordStep | DoneStep;
/** What `POST /session` answers: the reader, or the step that comes first. */
export type SignInAnswer = Me | Step;

export interface SentCode {
  sent_to: string;
  expires_at: string;
  /** From when on another may be sent. */
  again_at?: string;
}

/** Which passwords are taken. `classes` is how many of upper, lower, digit and special must occur. */
export interface Policy {
  key: string;
  label: Label;
  min_chars: number;
  min_chars_with_factor: number;
  max_chars: number;
  classes: number;
  /** None: until there is evidence against it. */
  max_age_days?: number | null;
  warn_days: number;
  /** So many former passwords are not taken again. */
  history: number;
  blocklist: boolean;
  context: boolean;
  breached: boolean;
  passwords_allowed: boolean;
  session_idle_secs?: number;
  session_absolute_secs?: number;
  shipped?: boolean;
}

export interface PasswordProblem {
  code: string;
  params?: Record<string, string | number>;
}
export interface PasswordCheck {
  problems: PasswordProblem[];
  strength: { score: 0 | 1 | 2 | 3 | 4; hint: string | null };
}

/** What anybody may know before signing in. */
export interface SignInInfo {
  company: string;
  passkeys: boolean;
  /** Mail is set up: links are sent. */
  email: boolean;
  sso: { key: string; label: Label }[];
  sso_only: boolean;
  policy: Policy;
}

// One's own factors

export interface Factor {
  id: string;
  kind: FactorKind;
  label: string;
  created_at: string;
  last_used_at: string | null;
  /** Where its codes go, with most of it covered. */
  detail?: string | null;
  /** A passkey that is kept in more than one place. */
  backed_up?: boolean | null;
}
export type Need = "none" | "any" | "phishing_resistant";
export type MissingCode =
  | "second_factor"
  | "phishing_resistant"
  | "recovery_codes"
  | "recovery_codes_few"
  | "password_ends"
  | "password_weak";

export interface MySecurity {
  /** 0 to 100. */
  score: number;
  missing: { code: MissingCode; weight: number }[];
  password: { set: boolean; changed_at: string | null; expires_at: string | null; must_change: NewPasswordWhy | null };
  policy: Policy;
  factors: Factor[];
  recovery_codes: { left: number; of: number; made_at: string } | null;
  requirement: { need: Need; due_at: string | null; allowed: FactorKind[]; because: string[] };
  available: { passkeys: boolean; email_code: boolean; sms_code: boolean };
}

export interface QrModules {
  size: number;
  /** Row by row, "1" for dark. */
  modules: string;
}
export interface TotpStarted {
  id: string;
  /** In groups, to be typed. */
  secret: string;
  otpauth_url: string;
  qr: QrModules;
}
/** What can be added: a security key is kept as a passkey, but is only touched, and never the only proof. */
export type Addable = FactorKind | "security_key";
export interface CodeStarted extends SentCode {
  id: string;
}
/** A factor has been kept. Codes come with the first one; a step when one was on the way in. */
export interface Enrolled {
  factor: { id: string };
  recovery_codes?: string[];
  step?: Step;
}

// The rules of the house

export interface Rule {
  need: Need;
  /** 0 to 90. */
  grace_days: number;
  allowed: FactorKind[];
}
export interface SessionLimits {
  idle_secs: number;
  absolute_secs: number;
}
export interface SignInRules {
  password_policy: string;
  policies: Policy[];
  second_factor: { default: Rule; roles: Record<string, Rule>; teams: Record<string, Rule> };
  /** None: the policy's. */
  session_limits: SessionLimits | null;
  /** Passwords in the imported list of leaks; only read. */
  breached_entries?: number;
}
export interface Clause {
  standard: string;
  id: string;
  /** How firmly it is said: SHALL, SHOULD, L1, 应. */
  weight?: string;
  title: Label;
  verdict: "meets" | "breaks" | "not_judged";
  because: Label;
}
export interface CoverageItem {
  user: Ref;
  factors: FactorKind[];
  need: Need;
  due_at: string | null;
  overdue: boolean;
}
export interface Coverage {
  people: number;
  with_second_factor: number;
  phishing_resistant: number;
  overdue: number;
  items: CoverageItem[];
  next?: string | null;
}
/** Whether a mail with that code is ours, and if so what it was about. */
export type MailCheck = { ours: false } | { ours: true; kind: string; sent_at: string };
export interface UserSecurity {
  factors: Pick<Factor, "kind" | "created_at" | "last_used_at">[];
  sessions: Session[];
  locked_until: string | null;
}
