/** What single sign-on puts into the address it comes back to (RFC 6749 section 4.1.2, RFC 9207 for `iss`); everything else stays there. */
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
