/** How a token stands, and why it is over. None is revoked among those that live; one may expire while it is looked at. */
import type { Token } from "../../lib/api/types";

export type TokenState = "active" | "soon" | "expired";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Time enough to make another and put it in. */
const SOON_DAYS = 7;

export function tokenState({ expires_at }: Pick<Token, "expires_at">, now: Date): TokenState {
  const left = Date.parse(expires_at) - now.getTime();
  return left <= 0 ? "expired" : left <= SOON_DAYS * DAY_MS ? "soon" : "active";
}

const WHYS = ["expired", "revoked_by_owner", "revoked_by_administrator", "disabled", "compromised", "left"] as const;
export type TokenWhy = (typeof WHYS)[number] | "other";
export const tokenWhy = (why: string | null): TokenWhy => WHYS.find((known) => known === why) ?? "other";
