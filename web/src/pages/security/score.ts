/** How the score is shown, and which factors may still be added. */
import type { FactorKind, MySecurity } from "../../lib/api/types";
import type { RingProps } from "../../ui/Ring";

export const scoreTone = (score: number): NonNullable<RingProps["tone"]> => (score >= 80 ? "good" : score >= 50 ? "fair" : "poor");

/** Several passkeys and apps are good; an address or a number twice is of no use. */
export function addableKinds({ requirement, available, factors }: Pick<MySecurity, "requirement" | "available" | "factors">): FactorKind[] {
  const has = (kind: FactorKind) => factors.some((factor) => factor.kind === kind);
  return requirement.allowed.filter((kind) => {
    if (kind === "passkey") return available.passkeys;
    if (kind === "email_code") return available.email_code && !has(kind);
    return kind === "sms_code" ? available.sms_code && !has(kind) : true;
  });
}

/** "role:administrator" is a role called administrator; "default" holds for everybody. */
export function reasonOf(because: string): { kind: "role" | "team" | "policy" | "default"; key: string } {
  const [kind = "", ...rest] = because.split(":");
  const key = rest.join(":");
  return kind === "role" || kind === "team" || kind === "policy" ? { kind, key } : { kind: "default", key: "" };
}
