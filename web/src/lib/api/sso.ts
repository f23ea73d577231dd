/** The routes of single sign-on behind sign-in: setting services up, and whom one is linked with. Going away and coming back is in flow.ts. */
import { at, call } from "./client";
import type * as T from "./types";

/** Beside the calls, and not among the keys of the whole app: few pages need them. */
export const ssoKeys = {
  all: () => ["security", "sso"] as const,
  mine: () => ["me", "sso"] as const,
  ofUser: (id: string) => ["users", "one", id, "sso"] as const,
};

export const sso = (signal?: AbortSignal) => call<T.SsoState>("GET", "/security/sso", { signal });
export const ssoProviderPut = (key: string, body: T.SsoProviderBody) => call<T.SsoState>("PUT", at("/security/sso/:key", { key }), { body });
export const ssoProviderRemove = (key: string) => call<void>("DELETE", at("/security/sso/:key", { key }));
export const ssoProviderTest = (key: string) => call<{ ok: boolean; code: string | null }>("POST", at("/security/sso/:key/test", { key }), { body: {} });
export const ssoOnlyPut = (body: T.SsoOnly) => call<T.SsoState>("PUT", "/security/sso", { body });

export const mySso = (signal?: AbortSignal) => call<{ items: T.SsoLink[] }>("GET", "/me/sso", { signal });
/** Away to the service, to link the account that is signed in. Asks for a fresh proof where the last one is too old. */
export const mySsoLink = (key: string) => call<{ url: string }>("POST", at("/sso/:key/begin", { key }), { body: { link: true } });
export const mySsoUnlink = (key: string) => call<void>("DELETE", at("/me/sso/:key", { key }));
export const userSso = (id: string, signal?: AbortSignal) => call<{ items: T.SsoLink[] }>("GET", at("/users/:id/sso", { id }), { signal });
export const userSsoUnlink = (id: string, key: string) => call<void>("DELETE", at("/users/:id/sso/:key", { id, key }));
