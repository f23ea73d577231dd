/**
 * The routes of proving who one is: signing in step by step, getting back in, and proving it once more. The server keeps the flow in a
 * cookie; its loss is an answer here (`flow_gone`) and not a lost session. Not for what somebody does once they are in: security.ts, calls.ts.
 */
import { call, type CallOptions } from "./client";
import type * as T from "./types";

const post = <A>(path: string, body: unknown = {}, options: CallOptions = {}) => call<A>("POST", path, { body, allowSignedOut: true, isProof: true, ...options });

export const signInInfo = () => call<T.SignInInfo>("GET", "/sign-in", { allowSignedOut: true });
export const signIn = (email: string, password: string) => post<T.SignInAnswer>("/session", { email, password });

export const step = () => call<T.Step>("GET", "/session/step", { allowSignedOut: true });
export const stepGiveUp = () => call<void>("DELETE", "/session/step", { allowSignedOut: true });
/** Asks whoever is signed in: without a session there is nothing to prove anew. */
export const stepUp = () => post<T.Step>("/session/step-up", {}, { allowSignedOut: false });
export const factorProve = (kind: T.CodeKind, code: string) => post<T.Step>("/session/factor", { kind, code });
export const codeSend = (kind: T.SentKind) => post<T.SentCode>("/session/code", { kind });
export const passkeyOptions = (signal?: AbortSignal) => post<{ publicKey: PublicKeyCredentialRequestOptionsJSON }>("/session/passkey/options", {}, { signal });
export const passkeyProve = (credential: unknown) => post<T.Step>("/session/passkey", { credential });
export const newPassword = (password: string) => post<T.Step>("/session/new-password", { password });

export const resetAsk = (email: string) => post<unknown>("/session/reset", { email });
export const linkOpen = (token: string) => post<T.Step>("/session/link", { token });
export const unlockByCode = (email: string, code: string) => post<void>("/session/unlock", { email, code });
export const unlockLinkAsk = (email: string) => post<unknown>("/session/unlock-link", { email });

/** What for, besides signing in: to answer an invitation, or to prove anew who one is. */
export interface SsoErrand {
  invitation?: string;
  step_up?: true;
}
export interface SsoAnswer {
  code?: string;
  state?: string;
  iss?: string;
  error?: string;
}
export const ssoBegin = (key: string, errand: SsoErrand = {}) => post<{ url: string }>(`/sso/${encodeURIComponent(key)}/begin`, errand);
export const ssoFinish = (answer: SsoAnswer) => post<T.SignInAnswer>("/sso/finish", answer);

export const passwordCheck = (body: { password: string; name?: string; email?: string }, signal?: AbortSignal) => post<T.PasswordCheck>("/password/check", body, { signal });
