/** The length rule, counted as the server counts it: in characters, not in UTF-16 units. */
import type { PasswordPolicy } from "../../lib/api/types";

/** What holds before anyone is signed in and `Me` could tell. */
export const DEFAULT_POLICY: PasswordPolicy = { min_length: 15, max_length: 256 };

export type PasswordVerdict = "empty" | "short" | "long" | "fine";

export function passwordLength(password: string): number {
  return [...password].length;
}

export function judgePassword(password: string, policy: PasswordPolicy): PasswordVerdict {
  const length = passwordLength(password);
  if (length === 0) return "empty";
  if (length < policy.min_length) return "short";
  return length > policy.max_length ? "long" : "fine";
}
