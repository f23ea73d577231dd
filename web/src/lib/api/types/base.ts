/** Shapes used everywhere, and those of sessions and people (sections 3 and 1). */
export interface Label {
  zh: string;
  en: string;
}
export interface Ref {
  id: string;
  label: string | null;
}
export interface LinkRef extends Ref {
  object: string;
}
export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Language = "zh" | "en";
export type Theme = "light" | "dark" | "system";
export type Density = "compact" | "normal" | "roomy";

export interface Me {
  user: { id: string; name: string; email: string; language: Language; theme: Theme; density: Density; timezone: string; team: Ref | null };
  roles: { key: string; label: Label }[];
  company: { name: string; currency: string; timezone: string; default_country: string };
  /** Parts of the app that depend on how the company set it up. */
  features: { password_ages: boolean; places: boolean };
  can: { users: boolean; roles: boolean; metadata: boolean; audit: boolean; import: boolean; recycle: boolean; security: boolean };
  setup_needed: boolean;
  /** How long the last proof is good for what is dangerous. */
  proved_until: string | null;
}
export interface MePatch {
  name?: string;
  language?: Language;
  theme?: Theme;
  density?: Density;
  timezone?: string;
}
export interface SetupBody {
  token: string;
  company: string;
  name: string;
  email: string;
  password: string;
  language: Language;
}
export interface Invitation {
  email: string;
  name: string;
  company: string;
}
export interface Session {
  id: string;
  created_at: string;
  last_used_at: string;
  address: string;
  place: GeoPlace | null;
  user_agent: string;
  device: string;
  device_id: string | null;
  /** When that device was first signed in with. */
  device_first_seen_at: string | null;
  /** What was proved. */
  strength: string[];
  current: boolean;
  ended_at: string | null;
  ended_why: string | null;
}
/** Where an address is, as far as the server has a database of places. */
export interface GeoPlace {
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  city: Label | null;
}
export interface Person {
  id: string;
  name: string;
  email: string | null;
  team: Ref | null;
  active: boolean;
}

export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}
/** An RFC 9457 problem document with our members. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  fields?: FieldProblem[];
  current_version?: number;
  /** Where an app hears that its request was refused. */
  redirect_to?: string;
}
