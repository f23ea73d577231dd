import { describe, expect, it } from "vitest";
import type { SsoProvider } from "../../lib/api/types";
import { addressesOf, baseOf, bodyOf, type Draft, draftOf, faults, NEW } from "./draft";

const provider = {
  key: "corp",
  on: true,
  version: 3,
  client_secret_set: true,
  linked: 2,
  redirect_uri: "https://crm.example/sso/callback",
  backchannel_logout_uri: "https://crm.example/api/v1/sso/corp/backchannel-logout",
  label: { zh: "企业登录", en: "Corp" },
  provider: {
    kind: "oidc",
    issuer: "https://id.example",
    client_id: "kedun",
    scopes: ["profile", "email"],
    name_claim: "name",
    email_claim: "email",
    groups_claim: "groups",
    require_email_verified: true,
    allow_http_loopback: false,
    max_age_secs: 3600,
  },
  groups: [{ group: "sales", roles: ["sales_rep"], team: null }],
  accounts: { enabled: true, domains: ["corp.example"] },
  trust_second_factor: false,
} as SsoProvider;

const written: Draft = { ...NEW, key: "corp", labelZh: "企业登录", issuer: "https://id.example", clientId: "kedun" };

describe("what goes to the server", () => {
  it("keeps what the form does not show, and the secret as it is", () => {
    const body = bodyOf(draftOf(provider), provider);
    expect(body.version).toBe(3);
    expect(body.settings.provider).toMatchObject({ max_age_secs: 3600, issuer: "https://id.example" });
    expect(body.settings.groups).toEqual(provider.groups);
    expect("client_secret" in body).toBe(false);
  });
  it("changes the secret, or takes it away", () => {
    expect(bodyOf({ ...draftOf(provider), secret: "next" }, provider).client_secret).toBe("next");
    expect(bodyOf({ ...draftOf(provider), takesSecretAway: true, secret: "next" }, provider).client_secret).toBe("");
  });
  it("takes one name for both languages, and no version for a new one", () => {
    const body = bodyOf(written, null);
    expect(body.settings.label).toEqual({ zh: "企业登录", en: "企业登录" });
    expect("version" in body).toBe(false);
  });
  it("allows plain http only while the address is one", () => {
    expect(bodyOf({ ...written, allowHttp: true }, null).settings.provider.allow_http_loopback).toBe(false);
    expect(bodyOf({ ...written, allowHttp: true, issuer: "http://127.0.0.1:9000" }, null).settings.provider.allow_http_loopback).toBe(true);
  });
});

describe("faults", () => {
  it("are none where all is said", () => expect(faults(written, null, [])).toEqual({}));
  it("stand at their fields", () => {
    expect(faults(NEW, null, [])).toEqual({ key: "key", label: "label", issuer: "issuer", clientId: "clientId" });
    expect(faults(written, null, ["corp"])).toEqual({ key: "keyTaken" });
    expect(faults({ ...written, issuer: "http://id.example" }, null, [])).toEqual({ issuer: "issuerHttp" });
    expect(faults({ ...written, issuer: "id.example" }, null, [])).toEqual({ issuer: "issuer" });
    expect(faults({ ...written, makesAccounts: true }, null, [])).toEqual({ domains: "domains" });
    expect(faults({ ...written, rules: [{ row: 1, group: " ", roles: [], team: null }] }, null, [])).toEqual({ rules: "group" });
    expect(faults({ ...written, rules: [{ row: 1, group: "x", roles: [], team: null }] }, null, [])).toEqual({ rules: "nothing" });
  });
  it("ask for the secret again where the service is another one", () => {
    const moved = { ...draftOf(provider), issuer: "https://other.example" };
    expect(faults(moved, provider, ["corp"])).toEqual({ secret: "secretNew" });
    expect(faults({ ...moved, secret: "x" }, provider, ["corp"])).toEqual({});
  });
});

it("names the addresses by the server's own, and by the page's before the first service", () => {
  expect(baseOf({ providers: [provider] }, "https://elsewhere")).toBe("https://crm.example");
  expect(baseOf({ providers: [] }, "https://page.example")).toBe("https://page.example");
  expect(addressesOf("https://crm.example", "corp").logout).toBe(provider.backchannel_logout_uri);
});
