/**
 * Passkeys between JSON and bytes, as WebAuthn Level 3 sections 5.1.8 to 5.1.10 define it (parseCreationOptionsFromJSON,
 * parseRequestOptionsFromJSON, toJSON): the browser's own way where it has one, and the same by hand where it has none.
 * Bytes are base64url without padding (RFC 4648 section 5). Not for asking the browser: see index.ts.
 */

export function toBase64url(bytes: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Padding and the other alphabet are taken too. */
export function fromBase64url(text: string): ArrayBuffer {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0)).buffer;
}

const described = (list: readonly PublicKeyCredentialDescriptorJSON[] = []): PublicKeyCredentialDescriptor[] =>
  list.map(({ id, transports }) => ({ type: "public-key", id: fromBase64url(id), ...(transports && { transports: transports as AuthenticatorTransport[] }) }));

type Parser = Partial<Pick<typeof PublicKeyCredential, "parseRequestOptionsFromJSON" | "parseCreationOptionsFromJSON">>;
const browser = (): Parser => (typeof PublicKeyCredential === "function" ? PublicKeyCredential : {});

export function requestOptions(json: PublicKeyCredentialRequestOptionsJSON, parser: Parser = browser()): PublicKeyCredentialRequestOptions {
  if (parser.parseRequestOptionsFromJSON) return parser.parseRequestOptionsFromJSON(json);
  const { challenge, allowCredentials, hints: _hints, extensions: _extensions, userVerification, ...rest } = json;
  return {
    ...rest,
    challenge: fromBase64url(challenge),
    ...(allowCredentials && { allowCredentials: described(allowCredentials) }),
    ...(userVerification && { userVerification: userVerification as UserVerificationRequirement }),
  };
}

export function creationOptions(json: PublicKeyCredentialCreationOptionsJSON, parser: Parser = browser()): PublicKeyCredentialCreationOptions {
  if (parser.parseCreationOptionsFromJSON) return parser.parseCreationOptionsFromJSON(json);
  const { challenge, user, excludeCredentials, attestation, hints: _hints, extensions: _extensions, ...rest } = json;
  return {
    ...rest,
    pubKeyCredParams: json.pubKeyCredParams as PublicKeyCredentialParameters[],
    authenticatorSelection: json.authenticatorSelection as AuthenticatorSelectionCriteria,
    challenge: fromBase64url(challenge),
    user: { ...user, id: fromBase64url(user.id) },
    excludeCredentials: described(excludeCredentials),
    ...(attestation && { attestation: attestation as AttestationConveyancePreference }),
  };
}

const optional = (bytes: ArrayBuffer | null | undefined): string | undefined => (bytes ? toBase64url(bytes) : undefined);

/** What goes to the server. */
export function credentialJson(credential: PublicKeyCredential): unknown {
  // Some password managers answer with an object of their own, whose toJSON is not there or throws.
  try {
    if (typeof credential.toJSON === "function") return credential.toJSON();
  } catch {
    // By hand, then.
  }
  const { response } = credential;
  const made = response as AuthenticatorAttestationResponse;
  const given = response as AuthenticatorAssertionResponse;
  return {
    id: credential.id,
    rawId: toBase64url(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response:
      "attestationObject" in response
        ? { clientDataJSON: toBase64url(response.clientDataJSON), attestationObject: toBase64url(made.attestationObject), transports: made.getTransports?.() ?? [] }
        : {
            clientDataJSON: toBase64url(response.clientDataJSON),
            authenticatorData: toBase64url(given.authenticatorData),
            signature: toBase64url(given.signature),
            userHandle: optional(given.userHandle),
          },
  };
}
