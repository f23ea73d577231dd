/**
 * What a policy asks of a password, as far as a browser can tell: length and kinds of characters, counted as the server counts them, in
 * characters after NFKC. Whether it is common or has leaked only the server knows. Not for words: see index.tsx.
 */
import type { Policy } from "../../lib/api/types";

/** What holds until the server has said which policy does. */
export const DEFAULT_POLICY: Policy = {
  key: "modern",
  label: { zh: "现代", en: "Modern" },
  min_chars: 15,
  min_chars_with_factor: 12,
  max_chars: 256,
  classes: 0,
  max_age_days: null,
  warn_days: 0,
  history: 0,
  blocklist: true,
  context: true,
  breached: false,
  passwords_allowed: true,
};

export type CharClass = "upper" | "lower" | "digit" | "special";
const CLASSES: readonly CharClass[] = ["upper", "lower", "digit", "special"];

/** As the server sees it: letters without case, such as Chinese ones, are special. */
const classOf = (character: string): CharClass =>
  /\p{Uppercase}/u.test(character) ? "upper" : /\p{Lowercase}/u.test(character) ? "lower" : /\p{N}/u.test(character) ? "digit" : "special";

export function passwordLength(password: string): number {
  return [...password.normalize("NFKC")].length;
}

/** The kinds that do not occur, in a fixed order. */
export function missingClasses(password: string): CharClass[] {
  const found = new Set([...password.normalize("NFKC")].map(classOf));
  return CLASSES.filter((each) => !found.has(each));
}

export type PasswordFault = { code: "short"; min: number } | { code: "long"; max: number } | { code: "classes"; missing: CharClass[] } | { code: "notAllowed" };

export const minChars = (policy: Policy, hasFactor: boolean): number => (hasFactor ? policy.min_chars_with_factor : policy.min_chars);

/** What is wrong and can be seen from here, the first that matters; null when it is worth sending. */
export function judgePassword(password: string, policy: Policy, hasFactor = false): PasswordFault | null {
  if (!policy.passwords_allowed) return { code: "notAllowed" };
  const length = passwordLength(password);
  const min = minChars(policy, hasFactor);
  if (length < min) return { code: "short", min };
  if (length > policy.max_chars) return { code: "long", max: policy.max_chars };
  const missing = missingClasses(password);
  return CLASSES.length - missing.length < policy.classes ? { code: "classes", missing } : null;
}

/** `unmet` is on the way, `broken` was found wrong. */
export type RuleState = "open" | "met" | "unmet" | "broken" | "checking" | "later";
export interface PasswordRule {
  id: "length" | "long" | "classes" | "common" | "breached" | "history";
  state: RuleState;
}

/** What the server has found, or why it has not. */
export type ServerCheck = "none" | "checking" | "unknown" | { problems: readonly string[] };

const serverState = (check: ServerCheck, code: string): RuleState => {
  if (check === "none") return "open";
  if (check === "checking") return "checking";
  if (check === "unknown") return "later";
  return check.problems.includes(code) ? "broken" : "met";
};

/** The checklist: only the rules this policy has. */
export function rulesOf(password: string, policy: Policy, hasFactor: boolean, check: ServerCheck): PasswordRule[] {
  const length = passwordLength(password);
  const seen = (isMet: boolean): RuleState => (length === 0 ? "open" : isMet ? "met" : "unmet");
  const rules: PasswordRule[] = [{ id: "length", state: seen(length >= minChars(policy, hasFactor)) }];
  if (length > policy.max_chars) rules.push({ id: "long", state: "broken" });
  if (policy.classes > 0) rules.push({ id: "classes", state: seen(CLASSES.length - missingClasses(password).length >= policy.classes) });
  if (policy.blocklist || policy.context) rules.push({ id: "common", state: serverState(check, "password_common") });
  if (policy.breached) rules.push({ id: "breached", state: serverState(check, "password_breached") });
  if (policy.history > 0) rules.push({ id: "history", state: "later" });
  return rules;
}
