/** Shapes of single sign-on: the sign-in services a company trusts, the switch that leaves no other way, and whom a person is where. */
import type { Label } from "./base";

/** Words by which a service says how somebody proved themselves. */
export interface StrengthWords {
  amr: string[];
  acr: string[];
}
/** How to speak with a service (OpenID Connect). What the page does not show goes back as it came. */
export interface OidcSettings {
  kind: "oidc";
  issuer: string;
  client_id: string;
  scopes: string[];
  name_claim: string;
  email_claim: string;
  groups_claim: string;
  require_email_verified: boolean;
  second_factor?: StrengthWords;
  phishing_resistant?: StrengthWords;
  /** `http` to the server's own machine, for trying things out. */
  allow_http_loopback: boolean;
}
/** What a group there gives here. */
export interface GroupRule {
  group: string;
  roles: string[];
  team: string | null;
}
export interface SsoSettings {
  label: Label;
  provider: OidcSettings;
  groups: GroupRule[];
  accounts: { enabled: boolean; domains: string[] };
  trust_second_factor: boolean;
}
export interface SsoProvider extends SsoSettings {
  key: string;
  on: boolean;
  version: number;
  /** The secret itself is never shown. */
  client_secret_set: boolean;
  /** How many people are linked. */
  linked: number;
  redirect_uri: string;
  backchannel_logout_uri: string;
}
export interface SsoOnly {
  enabled: boolean;
  /** The users who may still sign in by password or passkey. */
  break_glass: string[];
}
export interface SsoState {
  providers: SsoProvider[];
  only: SsoOnly;
}
export interface SsoProviderBody {
  /** The version that was read; none makes a new one. */
  version?: number;
  on: boolean;
  settings: SsoSettings;
  /** Another secret; an empty one takes it away, none leaves it. */
  client_secret?: string;
}
/** A service, and since when somebody is linked with it; null where they are not. */
export interface SsoLink {
  key: string;
  label: Label;
  linked_at: string | null;
  last_sign_in_at: string | null;
}
