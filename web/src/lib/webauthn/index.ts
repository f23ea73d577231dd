/** Asking the browser for a passkey, and for a new one. Not for the server's side of it: lib/api/flow.ts and security.ts. */
import { creationOptions, credentialJson, requestOptions } from "./json";

const IS_ADDRESS = /^(\[.*\]|[\d.]+)$/;

/** Only in a secure context, and never on an address without a host name (WebAuthn Level 3, section 5.1.3). */
export const canUsePasskeys = (): boolean => globalThis.isSecureContext && typeof PublicKeyCredential === "function" && !IS_ADDRESS.test(location.hostname);

/** Whether passkeys can be offered in the list that opens below the field of the email. */
export async function canAutofillPasskeys(): Promise<boolean> {
  if (!canUsePasskeys() || typeof PublicKeyCredential.isConditionalMediationAvailable !== "function") return false;
  return PublicKeyCredential.isConditionalMediationAvailable().catch(() => false);
}

/** The credential as JSON for the server. Rejects as the browser does: see `passkeyFault`. */
export async function passkeyGet(json: PublicKeyCredentialRequestOptionsJSON, options: { isAutofill?: boolean; signal?: AbortSignal } = {}): Promise<unknown> {
  const credential = await navigator.credentials.get({
    publicKey: requestOptions(json),
    ...(options.isAutofill && { mediation: "conditional" }),
    ...(options.signal && { signal: options.signal }),
  });
  if (!credential) throw new DOMException("no credential", "NotAllowedError");
  return credentialJson(credential as PublicKeyCredential);
}

export async function passkeyCreate(json: PublicKeyCredentialCreationOptionsJSON): Promise<unknown> {
  const credential = await navigator.credentials.create({ publicKey: creationOptions(json) });
  if (!credential) throw new DOMException("no credential", "NotAllowedError");
  return credentialJson(credential as PublicKeyCredential);
}

export type PasskeyFault = "cancelled" | "exists" | "unavailable";

/** What the browser's refusal means for the reader, or null when it was not the browser that refused. */
export function passkeyFault(error: unknown): PasskeyFault | null {
  if (!(error instanceof DOMException)) return null;
  // The browser does not tell a press on "cancel" from a key that is not there (WebAuthn Level 3, section 14.5.1).
  if (error.name === "NotAllowedError" || error.name === "AbortError") return "cancelled";
  return error.name === "InvalidStateError" ? "exists" : "unavailable";
}
