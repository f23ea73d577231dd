/** A sign-in service as it is being written down, what is wrong with it, and what goes to the server. */
import type { GroupRule, OidcSettings, SsoProvider, SsoProviderBody, SsoState } from "../../lib/api/types";

/** A rule in the form; the number keeps its row while others come and go. */
export interface RuleDraft extends GroupRule {
  row: number;
}
export interface Draft {
  key: string;
  labelZh: string;
  labelEn: string;
  on: boolean;
  issuer: string;
  clientId: string;
  /** Empty leaves what is kept. */
  secret: string;
  takesSecretAway: boolean;
  allowHttp: boolean;
  scopes: string[];
  nameClaim: string;
  emailClaim: string;
  groupsClaim: string;
  needsVerifiedEmail: boolean;
  trustsSecondFactor: boolean;
  secondFactorAmr: string[];
  secondFactorAcr: string[];
  phishingAmr: string[];
  phishingAcr: string[];
  makesAccounts: boolean;
  domains: string[];
  rules: RuleDraft[];
}

/** As the server has it where nothing is said (crates/federation/src/oidc/settings.rs). */
const SECOND_FACTOR_AMR = ["mfa", "otp", "hwk", "swk", "sc", "pop", "fpt", "face", "iris", "retina", "vbm"];

export const NEW: Draft = {
  key: "",
  labelZh: "",
  labelEn: "",
  on: true,
  issuer: "",
  clientId: "",
  secret: "",
  takesSecretAway: false,
  allowHttp: false,
  scopes: ["profile", "email"],
  nameClaim: "name",
  emailClaim: "email",
  groupsClaim: "groups",
  needsVerifiedEmail: true,
  trustsSecondFactor: false,
  secondFactorAmr: SECOND_FACTOR_AMR,
  secondFactorAcr: [],
  phishingAmr: [],
  phishingAcr: [],
  makesAccounts: false,
  domains: [],
  rules: [],
};

export function draftOf(provider: SsoProvider): Draft {
  const { provider: oidc } = provider;
  return {
    key: provider.key,
    labelZh: provider.label.zh,
    labelEn: provider.label.en,
    on: provider.on,
    issuer: oidc.issuer,
    clientId: oidc.client_id,
    secret: "",
    takesSecretAway: false,
    allowHttp: oidc.allow_http_loopback,
    scopes: oidc.scopes,
    nameClaim: oidc.name_claim,
    emailClaim: oidc.email_claim,
    groupsClaim: oidc.groups_claim,
    needsVerifiedEmail: oidc.require_email_verified,
    trustsSecondFactor: provider.trust_second_factor,
    secondFactorAmr: oidc.second_factor?.amr ?? SECOND_FACTOR_AMR,
    secondFactorAcr: oidc.second_factor?.acr ?? [],
    phishingAmr: oidc.phishing_resistant?.amr ?? [],
    phishingAcr: oidc.phishing_resistant?.acr ?? [],
    makesAccounts: provider.accounts.enabled,
    domains: provider.accounts.domains,
    rules: provider.groups.map((rule, row) => ({ ...rule, row })),
  };
}

export const isPlainHttp = (issuer: string): boolean => /^http:\/\//i.test(issuer.trim());

/** What the server says of itself is kept where this form does not show it. */
function oidcOf(draft: Draft, before: OidcSettings | undefined): OidcSettings {
  return {
    ...before,
    kind: "oidc",
    issuer: draft.issuer.trim(),
    client_id: draft.clientId.trim(),
    scopes: draft.scopes,
    name_claim: draft.nameClaim.trim(),
    email_claim: draft.emailClaim.trim(),
    groups_claim: draft.groupsClaim.trim(),
    require_email_verified: draft.needsVerifiedEmail,
    second_factor: { amr: draft.secondFactorAmr, acr: draft.secondFactorAcr },
    phishing_resistant: { amr: draft.phishingAmr, acr: draft.phishingAcr },
    allow_http_loopback: draft.allowHttp && isPlainHttp(draft.issuer),
  };
}

export function bodyOf(draft: Draft, before: SsoProvider | null): SsoProviderBody {
  const secret = draft.takesSecretAway ? "" : draft.secret === "" ? undefined : draft.secret;
  const [zh, en] = [draft.labelZh.trim(), draft.labelEn.trim()];
  return {
    ...(before && { version: before.version }),
    on: draft.on,
    settings: {
      // One name is enough where it is the same in both languages.
      label: { zh: zh || en, en: en || zh },
      provider: oidcOf(draft, before?.provider),
      groups: draft.rules.map(({ group, roles, team }) => ({ group, roles, team })),
      accounts: { enabled: draft.makesAccounts, domains: draft.domains },
      trust_second_factor: draft.trustsSecondFactor,
    },
    ...(secret !== undefined && { client_secret: secret }),
  };
}

export type FieldName = "key" | "label" | "issuer" | "clientId" | "secret" | "claims" | "domains" | "rules";
export type Fault = "key" | "keyTaken" | "label" | "issuer" | "issuerHttp" | "clientId" | "secretNew" | "claims" | "domains" | "group" | "nothing";

/** What stands in addresses: 1–32 of `a-z 0-9 - _`, first a letter. */
const KEY = /^[a-z][a-z0-9_-]{0,31}$/;

export const givesNothing = ({ roles, team }: GroupRule): boolean => roles.length === 0 && team === null;

function issuerFault(draft: Draft): Fault | undefined {
  if (isPlainHttp(draft.issuer)) return draft.allowHttp ? undefined : "issuerHttp";
  return /^https:\/\/[^\s?#@]+$/i.test(draft.issuer.trim()) ? undefined : "issuer";
}

/** What is wrong, by field, before it is worth sending. */
export function faults(draft: Draft, before: SsoProvider | null, taken: readonly string[]): Partial<Record<FieldName, Fault>> {
  const found: Partial<Record<FieldName, Fault | undefined>> = {
    key: !KEY.test(draft.key) ? "key" : before === null && taken.includes(draft.key) ? "keyTaken" : undefined,
    label: draft.labelZh.trim() === "" && draft.labelEn.trim() === "" ? "label" : undefined,
    issuer: issuerFault(draft),
    clientId: draft.clientId.trim() === "" ? "clientId" : undefined,
    // It does not go along to another service.
    secret: before?.client_secret_set && before.provider.issuer !== draft.issuer.trim() && draft.secret === "" && !draft.takesSecretAway ? "secretNew" : undefined,
    claims: [draft.nameClaim, draft.emailClaim, draft.groupsClaim].some((claim) => claim.trim() === "") ? "claims" : undefined,
    domains: draft.makesAccounts && draft.domains.length === 0 ? "domains" : undefined,
    rules: draft.rules.some(({ group }) => group.trim() === "") ? "group" : draft.rules.some(givesNothing) ? "nothing" : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, fault]) => fault !== undefined));
}

export interface Addresses {
  redirect: string;
  logout: string;
  afterLogout: string;
}

/** The server tells its own address with every service; before the first one, the page's own is the best guess. */
export function baseOf(state: Pick<SsoState, "providers">, origin: string): string {
  return state.providers[0]?.redirect_uri.replace(/\/sso\/callback$/, "") ?? origin;
}

export function addressesOf(base: string, key: string): Addresses {
  return { redirect: `${base}/sso/callback`, logout: `${base}/api/v1/sso/${key}/backchannel-logout`, afterLogout: `${base}/` };
}
