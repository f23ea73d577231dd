/** The rules while they are being changed: figures as they are typed, what is wrong with them, and what they come to. No component. */
import type { SafetyRules } from "../../lib/api/types";

export type FigureName = "notify" | "confirm" | "block" | "dueHours" | "dueDays";

export interface Draft extends Record<FigureName, string> {
  limitsCountries: boolean;
  countries: string[];
  codeRequired: boolean;
  items: string[];
}

/** The server's own limits. */
export const LIMITS: Record<FigureName, readonly [min: number, max: number]> = {
  notify: [0, 300],
  confirm: [0, 300],
  block: [1, 300],
  dueHours: [1, 2160],
  dueDays: [1, 365],
};
export const MAX_ITEMS = 30;

export function draftFrom({ risk, help_desk, leavers, movers }: SafetyRules): Draft {
  return {
    notify: String(risk.notify_at),
    confirm: String(risk.step_up_at),
    block: risk.block_at === null ? "" : String(risk.block_at),
    limitsCountries: risk.countries !== null,
    countries: risk.countries ?? [],
    codeRequired: help_desk.code_required,
    dueHours: String(leavers.due_hours),
    items: leavers.items,
    dueDays: String(movers.due_days),
  };
}

export function rulesFrom(draft: Draft): SafetyRules {
  const block = draft.block.trim();
  return {
    risk: {
      notify_at: Number(draft.notify),
      step_up_at: Number(draft.confirm),
      block_at: block === "" ? null : Number(block),
      countries: draft.limitsCountries ? draft.countries : null,
    },
    help_desk: { code_required: draft.codeRequired },
    leavers: { due_hours: Number(draft.dueHours), items: draft.items },
    movers: { due_days: Number(draft.dueDays) },
  };
}

export type Fault = "number" | "order.confirm" | "order.block" | "countries";

/** What is wrong, beside what it concerns. Nothing when the rules can be kept. */
export function faultsOf(draft: Draft): Partial<Record<FigureName | "countries", Fault>> {
  const faults: ReturnType<typeof faultsOf> = {};
  for (const name of Object.keys(LIMITS) as FigureName[]) {
    const text = draft[name].trim();
    const [min, max] = LIMITS[name];
    if (name === "block" && text === "") continue;
    if (!/^\d+$/.test(text) || Number(text) < min || Number(text) > max) faults[name] = "number";
  }
  if (!faults.notify && !faults.confirm && Number(draft.confirm) < Number(draft.notify)) faults.confirm = "order.confirm";
  if (!faults.confirm && !faults.block && draft.block.trim() !== "" && Number(draft.block) < Number(draft.confirm)) faults.block = "order.block";
  if (draft.limitsCountries && draft.countries.length === 0) faults.countries = "countries";
  return faults;
}

/** As docs/devices-and-people.md has them; the server tells of none. */
export const WEIGHTS = {
  new_device: 20,
  new_network: 10,
  new_country: 30,
  impossible_speed: 40,
  unusual_hour: 10,
  failures_before: 15,
  after_incident: 50,
} as const;
export type Sign = keyof typeof WEIGHTS;
/** Known only with a database of places. */
export const OF_PLACES: readonly Sign[] = ["new_country", "impossible_speed"];

export const EXAMPLES = {
  home: ["new_device"],
  travel: ["new_network"],
  new: ["new_device", "new_network"],
  abroad: ["new_device", "new_network", "new_country"],
  // Everything that was known of the account's devices has ended, too.
  incident: ["after_incident", "new_device"],
} as const satisfies Record<string, readonly Sign[]>;
export type Example = keyof typeof EXAMPLES;

export const pointsOf = (signs: readonly Sign[]): number => signs.reduce((sum, sign) => sum + WEIGHTS[sign], 0);

export type Verdict = "low" | "notify" | "confirm" | "block";

export function verdictOf(points: number, draft: Pick<Draft, "notify" | "confirm" | "block">): Verdict {
  if (draft.block.trim() !== "" && points >= Number(draft.block)) return "block";
  if (points >= Number(draft.confirm)) return "confirm";
  return points >= Number(draft.notify) ? "notify" : "low";
}
