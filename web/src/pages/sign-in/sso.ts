/** What single sign-on puts into the address it comes back to (RFC 6749 section 4.1.2, RFC 9207 for `iss`), and what of a failure can be told. */
import { isApiError } from "../../lib/api/error";
import type { SsoAnswer } from "../../lib/api/flow";

export function ssoAnswer(search: string): SsoAnswer {
  const params = new URLSearchParams(search);
  const of = (name: string) => params.get(name) ?? undefined;
  const state = of("state");
  const iss = of("iss");
  const error = of("error");
  const both = { ...(state !== undefined && { state }), ...(iss !== undefined && { iss }) };
  if (error !== undefined) return { ...both, error };
  return { code: of("code") ?? "", ...both };
}

const FAULTS = {
  flow_gone: "gone",
  sso_failed: "failed",
  sso_not_linked: "notLinked",
  sso_taken: "taken",
  sso_unavailable: "unavailable",
  invitation_invalid: "invitation",
} as const;

export type SsoFault = (typeof FAULTS)[keyof typeof FAULTS] | "denied" | "thereDown";

/** Null for what has nothing to do with single sign-on, such as a lost network. */
export function ssoFault(error: unknown, answer: SsoAnswer): SsoFault | null {
  if (!isApiError(error)) return null;
  const fault = Object.entries(FAULTS).find(([code]) => code === error.code)?.[1] ?? null;
  // The server says the same for everything that failed; what the service itself wrote into the address is known here.
  if (fault !== "failed" || answer.error === undefined) return fault;
  return answer.error === "temporarily_unavailable" || answer.error === "server_error" ? "thereDown" : "denied";
}
