/**
 * One error type for everything that can go wrong between us and the server. `code` is stable and for programs; `message` is for people
 * and comes from the server in their language. Not for wording: see lib/api/words.ts.
 */
import type { FieldProblem, Problem } from "./types";

/** Codes we give ourselves, when no problem document arrived. */
export type LocalCode = "offline" | "aborted" | "unreadable_answer";

export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly detail: string | null;
  readonly fields: readonly FieldProblem[];
  readonly currentVersion: number | null;
  readonly redirectTo: string | null;
  /** Seconds the server asked us to wait, or null. */
  readonly retryAfterSecs: number | null;

  constructor(problem: Partial<Problem> & { status: number; code: string }, retryAfterSecs: number | null = null) {
    super(problem.title ?? problem.code);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail ?? null;
    this.fields = problem.fields ?? [];
    this.currentVersion = problem.current_version ?? null;
    this.redirectTo = problem.redirect_to ?? null;
    this.retryAfterSecs = retryAfterSecs;
  }

  /** The first message for a field, or null. */
  field(name: string): string | null {
    return this.fields.find((entry) => entry.field === name)?.message ?? null;
  }

  /** Messages by field name, ready for a form. */
  byField(): Record<string, string> {
    const messages: Record<string, string> = {};
    for (const { field, message } of this.fields) messages[field] ??= message;
    return messages;
  }
}

export function isApiError(error: unknown, code?: string): error is ApiError {
  return error instanceof ApiError && (code === undefined || error.code === code);
}

/** Whether that is what is wrong, with a field or with all of it. */
export const isRefused = (error: unknown, code: string): error is ApiError => isApiError(error) && (error.code === code || error.fields.some((field) => field.code === code));

/** Reads an answer that is not a success. A body that is no problem document still gives an error with the status. */
export async function errorFromResponse(response: Response): Promise<ApiError> {
  const retry = Number(response.headers.get("Retry-After") ?? Number.NaN);
  const retryAfterSecs = Number.isFinite(retry) ? retry : null;
  const type = response.headers.get("Content-Type") ?? "";
  if (type.includes("json")) {
    try {
      const body = (await response.json()) as Partial<Problem>;
      return new ApiError({ ...body, status: response.status, code: body.code ?? `http_${response.status}` }, retryAfterSecs);
    } catch {
      // Fall through: a broken body tells us nothing more than the status.
    }
  }
  return new ApiError({ status: response.status, code: `http_${response.status}` }, retryAfterSecs);
}

/** Turns what `fetch` throws into an ApiError. */
export function errorFromFetch(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof DOMException && error.name === "AbortError") return new ApiError({ status: 0, code: "aborted" });
  if (error instanceof SyntaxError) return new ApiError({ status: 0, code: "unreadable_answer" });
  return new ApiError({ status: 0, code: "offline" });
}
