/** A token while it is being made: what is typed, what is wrong with it, and what is sent. */
import type { TokenBody, TokenRules } from "../../lib/api/types";
import { MAX_SCOPES } from "../../parts/scopes/model";

export const DAY_CHOICES = [7, 30, 90, 180, 365];
export const OWN_DAYS = "own";
const USUAL_DAYS = 90;
const USUAL_RECORDS = 10_000;

/** The company's rules, as far as they bound what is typed. */
export type Limits = Pick<TokenRules, "max_days" | "max_records_per_hour">;

export interface TokenDraft {
  name: string;
  reason: string;
  scopes: string[];
  /** One of the choices, or `OWN_DAYS`. */
  choice: string;
  /** As typed, for `OWN_DAYS`. */
  days: string;
  networks: string[];
  budget: string;
}

export const dayChoices = ({ max_days }: Limits): number[] => DAY_CHOICES.filter((days) => days <= max_days);

export function newDraft(limits: Limits): TokenDraft {
  const days = dayChoices(limits).filter((choice) => choice <= USUAL_DAYS).at(-1);
  return {
    name: "",
    reason: "",
    scopes: [],
    choice: days === undefined ? OWN_DAYS : String(days),
    days: days === undefined ? String(limits.max_days) : "",
    networks: [],
    budget: String(Math.min(USUAL_RECORDS, limits.max_records_per_hour)),
  };
}

const whole = (text: string, max: number): number | null => {
  const number = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return number >= 1 && number <= max ? number : null;
};

export const daysOf = ({ choice, days }: Pick<TokenDraft, "choice" | "days">, limits: Limits): number | null => whole(choice === OWN_DAYS ? days : choice, limits.max_days);

export type Fault = "missing" | "tooMany" | "wrong";

/** By field; nothing when it can be sent. */
export function draftFaults(draft: TokenDraft, limits: Limits): Partial<Record<keyof TokenBody, Fault>> {
  const faults: Partial<Record<keyof TokenBody, Fault>> = {};
  if (draft.name.trim() === "") faults.name = "missing";
  if (draft.scopes.length === 0) faults.scopes = "missing";
  else if (draft.scopes.length > MAX_SCOPES) faults.scopes = "tooMany";
  if (daysOf(draft, limits) === null) faults.days = "wrong";
  if (whole(draft.budget, limits.max_records_per_hour) === null) faults.records_per_hour = "wrong";
  return faults;
}

export function bodyOf(draft: TokenDraft, limits: Limits): TokenBody {
  return {
    name: draft.name.trim(),
    reason: draft.reason.trim() || null,
    scopes: draft.scopes,
    days: daysOf(draft, limits) ?? limits.max_days,
    networks: draft.networks,
    records_per_hour: whole(draft.budget, limits.max_records_per_hour) ?? limits.max_records_per_hour,
  };
}
