/** What an app sent the reader with, and where they may be sent back to. */

/** The parameters we know; others are let be (RFC 6749 section 3.1). */
const KNOWN = ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"];

export function requestOf(query: string): Record<string, string> {
  const params = new URLSearchParams(query);
  return Object.fromEntries(KNOWN.flatMap((name) => (params.has(name) ? [[name, params.get(name) ?? ""]] : [])));
}

/** Whether that is the address the server was asked about, with nothing but parameters added. It came from the server; it is looked at once more before the reader leaves. */
export function isBackTo(address: string, redirectUri: string): boolean {
  return /^https?:\/\//.test(address) && address.startsWith(redirectUri) && (/[?&]$/.test(redirectUri) || /^[?&]/.test(address.slice(redirectUri.length)));
}

/** That address, if it leads back and is encrypted or does not leave this machine. */
export function wayBack(address: string | null, redirectUri: string | undefined): string | null {
  if (address === null || redirectUri === undefined || !URL.canParse(address) || !isBackTo(address, redirectUri)) return null;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || /^127(\.\d+){3}$/.test(hostname) || hostname === "[::1]" ? address : null;
}

export const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);
