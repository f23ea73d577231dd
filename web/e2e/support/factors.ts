/** Second factors as their owners hold them: the app, the browser's virtual keys, and answers of a key that are made by hand. */
import { createHash, createHmac, createPrivateKey, sign } from "node:crypto";
import type { CDPSession, Page } from "@playwright/test";
import type { Api } from "./api.ts";

const STEP_SECS = 30;

function base32(text: string): Buffer {
  const bits = [...text.replaceAll(/[\s=]/g, "").toUpperCase()].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => parseInt(byte, 2)) ?? []);
}

/**
 * What the app shows (RFC 6238: SHA-1, six digits, thirty seconds). `shift` is so many steps before or after now: the server takes the
 * neighbors too, so that a test need not wait for the clock.
 */
export function totp(secret: string, shift = 0): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP_SECS) + shift));
  const digest = createHmac("sha1", base32(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

export interface App {
  secret: string;
  recoveryCodes: string[];
}

/** An authenticator app, added by the API with the code of the step before this one: two more codes are good at once. */
export async function addApp(api: Api): Promise<App> {
  const { id, secret } = await api.post<{ id: string; secret: string }>("/me/factors/totp", { label: "App" });
  const { recovery_codes } = await api.post<{ recovery_codes?: string[] }>("/me/factors/totp/confirm", { id, code: totp(secret, -1) });
  return { secret, recoveryCodes: recovery_codes ?? [] };
}

/** Which key the browser finds. */
export const KEYS = {
  /** Of this device, with fingerprint or face. */
  platform: { transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  /** On a ring, with a PIN. */
  roaming: { transport: "usb", hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  /** On a ring, only touched. */
  touched: { transport: "usb", hasResidentKey: false, hasUserVerification: false, isUserVerified: false },
} as const;

export interface Kept {
  credentialId: string;
  isResidentCredential: boolean;
  rpId?: string;
  privateKey: string;
  userHandle?: string;
  signCount: number;
}

/** Keeps the browser's list of passkeys from opening on the pages that follow: a virtual key answers it at once, before anything is pressed. */
export async function withoutList(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (typeof PublicKeyCredential === "function") PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
}

export class Key {
  private constructor(
    private readonly client: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  /** Plugs a key in, and holds a finger on it. */
  static async of(page: Page, sort: keyof typeof KEYS): Promise<Key> {
    const client = await page.context().newCDPSession(page);
    await client.send("WebAuthn.enable");
    const options = { protocol: "ctap2", automaticPresenceSimulation: true, ...KEYS[sort] } as const;
    const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", { options });
    return new Key(client, authenticatorId);
  }

  async kept(): Promise<Kept[]> {
    const { credentials } = await this.client.send("WebAuthn.getCredentials", { authenticatorId: this.authenticatorId });
    return credentials as Kept[];
  }

  async add(credential: Kept): Promise<void> {
    await this.client.send("WebAuthn.addCredential", { authenticatorId: this.authenticatorId, credential });
  }

  /** Whether the holder's finger is the right one. */
  async verifies(isUserVerified: boolean): Promise<void> {
    await this.client.send("WebAuthn.setUserVerified", { authenticatorId: this.authenticatorId, isUserVerified });
  }
}

export interface Forged {
  challenge: string;
  origin: string;
  rpId?: string;
  type?: string;
  crossOrigin?: boolean;
  counter: number;
  /** Present is 1, verified 4 (WebAuthn Level 3 section 6.1). */
  flags?: number;
  /** Breaks the signature in one bit. */
  isSpoiled?: boolean;
}

const sha256 = (data: Buffer | string) => createHash("sha256").update(data).digest();

/** An answer of that credential, signed with its own key, with everything in it as one likes. */
export function forge(kept: Kept, { challenge, origin, rpId = "localhost", type = "webauthn.get", crossOrigin = false, counter, flags = 5, isSpoiled = false }: Forged): unknown {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags, 0);
  head.writeUInt32BE(counter, 1);
  const authenticatorData = Buffer.concat([sha256(rpId), head]);
  const clientDataJSON = Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }));
  const key = createPrivateKey({ key: Buffer.from(kept.privateKey, "base64"), format: "der", type: "pkcs8" });
  const signature = sign("sha256", Buffer.concat([authenticatorData, sha256(clientDataJSON)]), key);
  if (isSpoiled) signature.writeUInt8(signature.readUInt8(signature.length - 1) ^ 1, signature.length - 1);
  const id = Buffer.from(kept.credentialId, "base64").toString("base64url");
  return {
    id,
    rawId: id,
    type: "public-key",
    clientExtensionResults: {},
    response: {
      clientDataJSON: clientDataJSON.toString("base64url"),
      authenticatorData: authenticatorData.toString("base64url"),
      signature: signature.toString("base64url"),
      userHandle: kept.userHandle ? Buffer.from(kept.userHandle, "base64").toString("base64url") : null,
    },
  };
}
