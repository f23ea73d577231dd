/** What a way to prove oneself looks like, and in which order of strength they come. */
import { Fingerprint, KeyRound, KeySquare, LifeBuoy, LogIn, Mail, MessageSquareText, Smartphone } from "lucide";
import type { Addable, FactorKind, ProofKind, Way } from "../../lib/api/types";
import type { IconNode } from "../../ui/Icon";

export const KIND_ICONS: Record<ProofKind, IconNode> = {
  passkey: Fingerprint,
  totp: Smartphone,
  email_code: Mail,
  sms_code: MessageSquareText,
  recovery_code: LifeBuoy,
  password: KeyRound,
  sso: LogIn,
};

/** There may be several services; of everything else there is one. */
export const wayId = (way: Way): string => way.provider ?? way.kind;

export const FACTOR_KINDS: readonly FactorKind[] = ["passkey", "totp", "email_code", "sms_code"];

export const ADDABLE_ICONS: Record<Addable, IconNode> = { ...KIND_ICONS, security_key: KeySquare };

/** What can be added, strongest first. */
export const ADDABLE: readonly Addable[] = ["passkey", "security_key", "totp", "email_code", "sms_code"];

/** How the server keeps it. */
export const kindOf = (choice: Addable): FactorKind => (choice === "security_key" ? "passkey" : choice);
