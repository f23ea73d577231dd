import { describe, expect, it } from "vitest";
import { passkeyFault } from ".";
import { creationOptions, credentialJson, fromBase64url, requestOptions, toBase64url } from "./json";

const bytes = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;
const list = (buffer: BufferSource) => [...new Uint8Array(buffer as ArrayBuffer)];

describe("base64url", () => {
  it("has no padding and its own two characters (RFC 4648 section 5)", () => {
    expect(toBase64url(bytes(0xfb, 0xff))).toBe("-_8");
    expect(toBase64url(bytes())).toBe("");
    expect(toBase64url(new TextEncoder().encode("foob").buffer as ArrayBuffer)).toBe("Zm9vYg");
  });
  it("gives back every byte, whatever the length", () => {
    for (let length = 0; length < 70; length++) {
      const given = Array.from({ length }, (_, index) => (index * 37 + length) % 256);
      expect(list(fromBase64url(toBase64url(bytes(...given))))).toEqual(given);
    }
  });
  it("reads the padded and the plain alphabet too", () => expect(list(fromBase64url("+/8="))).toEqual([0xfb, 0xff]));
});

describe("options", () => {
  it("for getting are parsed by hand where the browser has no way", () => {
    const options = requestOptions(
      { challenge: "AQI", rpId: "crm.example", userVerification: "required", timeout: 60_000, allowCredentials: [{ id: "Aw", type: "public-key", transports: ["usb"] }] },
      {},
    );
    expect(list(options.challenge)).toEqual([1, 2]);
    expect(options).toMatchObject({ rpId: "crm.example", userVerification: "required", timeout: 60_000 });
    expect(options.allowCredentials).toHaveLength(1);
    expect(options.allowCredentials?.[0]).toMatchObject({ type: "public-key", transports: ["usb"] });
    expect(list(options.allowCredentials?.[0]?.id ?? bytes())).toEqual([3]);
  });
  it("for getting any key name none", () => expect(requestOptions({ challenge: "AQ" }, {})).not.toHaveProperty("allowCredentials"));
  it("for making are parsed by hand, the user's handle too", () => {
    const options = creationOptions(
      {
        challenge: "AQI",
        rp: { id: "crm.example", name: "Kedun" },
        user: { id: "BQY", name: "lina@example.com", displayName: "李娜" },
        pubKeyCredParams: [{ type: "public-key", alg: -7 }],
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        excludeCredentials: [{ id: "Aw", type: "public-key" }],
      },
      {},
    );
    expect(list(options.user.id)).toEqual([5, 6]);
    expect(options.user.displayName).toBe("李娜");
    expect(list(options.excludeCredentials?.[0]?.id ?? bytes())).toEqual([3]);
    expect(options.authenticatorSelection).toEqual({ residentKey: "required", userVerification: "required" });
  });
  it("are left to the browser where it can", () => {
    const parsed = { challenge: bytes(9) };
    expect(requestOptions({ challenge: "AQ" }, { parseRequestOptionsFromJSON: () => parsed })).toBe(parsed);
  });
});

describe("the credential", () => {
  const given = {
    id: "Aw",
    rawId: bytes(3),
    type: "public-key",
    authenticatorAttachment: "platform",
    getClientExtensionResults: () => ({}),
    response: { clientDataJSON: bytes(1), authenticatorData: bytes(2), signature: bytes(4), userHandle: bytes(5, 6) },
  } as unknown as PublicKeyCredential;
  const byHand = {
    id: "Aw",
    rawId: "Aw",
    type: "public-key",
    authenticatorAttachment: "platform",
    clientExtensionResults: {},
    response: { clientDataJSON: "AQ", authenticatorData: "Ag", signature: "BA", userHandle: "BQY" },
  };
  it("is written by hand where it cannot write itself", () => expect(credentialJson(given)).toEqual(byHand));
  it("is written by hand where writing itself breaks", () => {
    const broken = Object.assign(Object.create(null) as object, given, {
      toJSON: () => {
        throw new TypeError("Illegal invocation");
      },
    });
    expect(credentialJson(broken as unknown as PublicKeyCredential)).toEqual(byHand);
  });
  it("writes itself where it can", () => expect(credentialJson({ ...given, toJSON: () => ({ id: "own" }) } as unknown as PublicKeyCredential)).toEqual({ id: "own" }));
  it("that is new carries its attestation and ways of transport", () => {
    const made = { ...given, response: { clientDataJSON: bytes(1), attestationObject: bytes(7), getTransports: () => ["internal", "hybrid"] } };
    expect(credentialJson(made as unknown as PublicKeyCredential)).toMatchObject({ response: { clientDataJSON: "AQ", attestationObject: "Bw", transports: ["internal", "hybrid"] } });
  });
});

describe("a refusal of the browser", () => {
  it("is told in the reader's terms", () => {
    expect(passkeyFault(new DOMException("", "NotAllowedError"))).toBe("cancelled");
    expect(passkeyFault(new DOMException("", "AbortError"))).toBe("cancelled");
    expect(passkeyFault(new DOMException("", "InvalidStateError"))).toBe("exists");
    expect(passkeyFault(new DOMException("", "SecurityError"))).toBe("unavailable");
    expect(passkeyFault(new Error("network"))).toBeNull();
  });
});
