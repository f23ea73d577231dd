/** How a token stands. The server lists no token that was revoked; one may expire while it is looked at. */
import type { Token } from "../../lib/api/types";

export type TokenState = "active" | "soon" | "expired";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Time enough to make another and put it in. */
const SOON_DAYS = 7;

export function tokenState({ expires_at }: Pick<Token, "expires_at">, now: Date): TokenState {
  const left = Date.parse(expires_at) - now.getTime();
  return left <= 0 ? "expired" : left <= SOON_DAYS * DAY_MS ? "soon" : "active";
}
