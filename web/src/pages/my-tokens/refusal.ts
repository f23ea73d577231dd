/** What stands beside a field of a new token: what is wrong as it is typed, or what the server refused. */
import { isApiError } from "../../lib/api/error";
import type { TokenBody } from "../../lib/api/types";
import type { T } from "../../lib/i18n";
import type { tokenWords } from "../../lib/i18n/dict/tokens";
import { MAX_SCOPES } from "../../parts/scopes/model";
import type { Fault, Limits } from "./draft";

type Words = T<keyof (typeof tokenWords)["zh"]>;
export type FieldError = (field: keyof TokenBody) => string | null;

export function fieldError(refused: unknown, faults: Partial<Record<keyof TokenBody, Fault>>, limits: Limits, t: Words): FieldError {
  const ofFault: Partial<Record<keyof TokenBody, () => string>> = {
    name: () => t("make.name.missing"),
    scopes: () => (faults.scopes === "tooMany" ? t("make.scopes.tooMany", { max: MAX_SCOPES }) : t("make.scopes.missing")),
    days: () => t("make.daysWrong", { max: limits.max_days }),
    records_per_hour: () => t("make.budgetWrong", { max: limits.max_records_per_hour }),
  };
  return (field) => {
    if (faults[field]) return ofFault[field]?.() ?? null;
    if (!isApiError(refused)) return null;
    const found = refused.fields.find((problem) => problem.field === field);
    if (!found) return null;
    // What is sent is a number within the server's limits: only the company's rules can be narrower.
    if (found.code === "invalid_number" && field === "days") return t("make.daysTooLong");
    if (found.code === "invalid_number" && field === "records_per_hour") return t("make.budgetTooMany");
    if (found.code === "too_many" && field === "scopes") return t("make.scopes.tooMany", { max: MAX_SCOPES });
    return found.message;
  };
}
