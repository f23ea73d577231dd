/** An app while it is registered or decided of. */
import type { AppBody, ScopeInfo, TokenRules } from "../../lib/api/types";
import { isCovered, MAX_SCOPES } from "../../parts/scopes/model";

export interface AppDraft {
  name: string;
  publisher: string;
  website: string;
  /** One on each line. */
  redirects: string;
  kind: "confidential" | "public";
  scopes: string[];
}

export const EMPTY_APP: AppDraft = { name: "", publisher: "", website: "", redirects: "", kind: "confidential", scopes: [] };

export const bodyOf = ({ kind, redirects, ...draft }: AppDraft): AppBody => ({
  name: draft.name.trim(),
  publisher: draft.publisher.trim(),
  website: draft.website.trim() || null,
  redirect_uris: redirects.split("\n").map((line) => line.trim()).filter(Boolean),
  scopes: draft.scopes,
  confidential: kind === "confidential",
});

/** The fields that must not be empty, and are. */
export function missingOf(draft: AppDraft): Set<keyof AppBody> {
  const body = bodyOf(draft);
  return new Set((["name", "publisher", "redirect_uris", "scopes"] as const).filter((field) => body[field].length === 0));
}

export const hasTooMany = ({ scopes }: Pick<AppDraft, "scopes">): boolean => scopes.length > MAX_SCOPES;

/** What may be approved of what was wanted: each of it, and whatever is narrower. */
export function offeredWithin(wanted: readonly ScopeInfo[], known: readonly ScopeInfo[]): ScopeInfo[] {
  const words = wanted.map(({ scope }) => scope);
  return [...wanted, ...known.filter(({ scope }) => !words.includes(scope) && isCovered(scope, words))];
}

// The company's rules: figures as they are typed.

export interface RulesDraft {
  personal: boolean;
  apps: boolean;
  days: string;
  budget: string;
}
export const MOST = { days: 365, budget: 1_000_000 } as const;

export const rulesDraft = (rules: TokenRules): RulesDraft => ({ personal: rules.personal, apps: rules.apps, days: String(rules.max_days), budget: String(rules.max_records_per_hour) });

export const isFigure = (text: string, max: number): boolean => /^\d{1,9}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= max;

/** Null while a figure is wrong. */
export const rulesOf = ({ personal, apps, days, budget }: RulesDraft): TokenRules | null =>
  isFigure(days, MOST.days) && isFigure(budget, MOST.budget) ? { personal, apps, max_days: Number(days), max_records_per_hour: Number(budget) } : null;
