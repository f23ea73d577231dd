/** The rules of sign-in while they are being changed: what differs, what is wrong with a policy or a rule, what a new one starts with. */
import type { FactorKind, Policy, Rule, SignInRules } from "../../lib/api/types";
import { keyFrom } from "../../parts/keyFrom";

/** Whether the policy in use lets people in by a password. */
export const allowsPasswords = ({ policies, password_policy }: SignInRules): boolean => policies.find(({ key }) => key === password_policy)?.passwords_allowed !== false;

/** A policy of one's own, as a copy. It gets its key from its name when it is applied. */
export function copyOf(policy: Policy): Policy {
  return { ...policy, key: "", label: { zh: "", en: "" }, shipped: false };
}

const MAX_KEY_CHARS = 40;

/** Puts a policy in, new or changed; a new one gets a key that nobody has. */
export function withPolicy(rules: SignInRules, policy: Policy): SignInRules {
  if (policy.key !== "") return { ...rules, policies: rules.policies.map((each) => (each.key === policy.key ? policy : each)) };
  const taken = rules.policies.map(({ key }) => key);
  const key = (keyFrom(policy.label.en.slice(0, MAX_KEY_CHARS - 4), taken) || keyFrom("custom", taken)).slice(0, MAX_KEY_CHARS);
  return { ...rules, policies: [...rules.policies, { ...policy, key }] };
}

/** The policy in use can't be taken out. */
export function withoutPolicy(rules: SignInRules, key: string): SignInRules {
  return key === rules.password_policy ? rules : { ...rules, policies: rules.policies.filter((each) => each.key !== key) };
}

type RuleGroup = "roles" | "teams";
/** A rule for a role or a team; null takes it away. */
export function withRule(rules: SignInRules, group: RuleGroup, id: string, rule: Rule | null): SignInRules {
  const { [id]: _, ...others } = rules.second_factor[group];
  return { ...rules, second_factor: { ...rules.second_factor, [group]: rule ? { ...others, [id]: rule } : others } };
}

// A policy's form: figures as they are typed.

export type FigureName = "min" | "minFactor" | "max" | "classes" | "age" | "warn" | "history" | "idle" | "absolute";
export type Figures = Record<FigureName, string>;

/** The server's own limits. */
export const LIMITS: Record<FigureName, readonly [min: number, max: number]> = {
  min: [8, 64],
  minFactor: [8, 64],
  max: [64, 256],
  classes: [0, 4],
  age: [7, 730],
  warn: [0, 729],
  history: [0, 24],
  idle: [1, 43_200],
  absolute: [1, 720],
};
const MINUTE_SECS = 60;
const HOUR_SECS = 3600;
const IDLE_SECS = 12 * HOUR_SECS;
const ABSOLUTE_SECS = 7 * 24 * HOUR_SECS;

export function figuresFrom(policy: Policy): Figures {
  return {
    min: String(policy.min_chars),
    minFactor: String(policy.min_chars_with_factor),
    max: String(policy.max_chars),
    classes: String(policy.classes),
    age: policy.max_age_days ? String(policy.max_age_days) : "",
    warn: String(policy.warn_days),
    history: String(policy.history),
    idle: String(Math.round((policy.session_idle_secs ?? IDLE_SECS) / MINUTE_SECS)),
    absolute: String(Math.round((policy.session_absolute_secs ?? ABSOLUTE_SECS) / HOUR_SECS)),
  };
}

export type FigureFault = "number" | "factor" | "warn" | "absolute";

/** What is wrong, by field. Nothing when the policy can be kept. */
export function figureFaults(figures: Figures): Partial<Record<FigureName, FigureFault>> {
  const faults: Partial<Record<FigureName, FigureFault>> = {};
  const number = (name: FigureName) => Number(figures[name]);
  for (const name of Object.keys(LIMITS) as FigureName[]) {
    const text = figures[name].trim();
    const [min, max] = LIMITS[name];
    if (name === "age" && text === "") continue;
    if (!/^\d+$/.test(text) || number(name) < min || number(name) > max) faults[name] = "number";
  }
  if (!faults.min && !faults.minFactor && number("minFactor") > number("min")) faults.minFactor = "factor";
  if (figures.age.trim() !== "" && !faults.age && !faults.warn && number("warn") >= number("age")) faults.warn = "warn";
  if (!faults.idle && !faults.absolute && number("absolute") * HOUR_SECS < number("idle") * MINUTE_SECS) faults.absolute = "absolute";
  return faults;
}

export function policyWith(policy: Policy, figures: Figures): Policy {
  const age = figures.age.trim();
  return {
    ...policy,
    min_chars: Number(figures.min),
    min_chars_with_factor: Number(figures.minFactor),
    max_chars: Number(figures.max),
    classes: Number(figures.classes),
    max_age_days: age === "" ? null : Number(age),
    // Of what never ends nobody is warned.
    warn_days: age === "" ? 0 : Number(figures.warn),
    history: Number(figures.history),
    session_idle_secs: Number(figures.idle) * MINUTE_SECS,
    session_absolute_secs: Number(figures.absolute) * HOUR_SECS,
  };
}

export const MAX_GRACE_DAYS = 90;

export function ruleFaults({ need, allowed }: Pick<Rule, "need" | "allowed">, grace: string): { grace?: "number"; allowed?: "allowed" | "strong" } {
  const isGrace = /^\d+$/.test(grace.trim()) && Number(grace) <= MAX_GRACE_DAYS;
  const faultOfAllowed = allowed.length === 0 ? "allowed" : need === "phishing_resistant" && !allowed.includes("passkey") ? "strong" : undefined;
  return { ...(need !== "none" && !isGrace && { grace: "number" as const }), ...(faultOfAllowed && { allowed: faultOfAllowed }) };
}

/** In the order of strength, whatever the order of ticking. */
export const inOrder = (kinds: readonly FactorKind[]): FactorKind[] => (["passkey", "totp", "email_code", "sms_code"] as const).filter((kind) => kinds.includes(kind));
