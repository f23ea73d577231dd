/** The routes of one's own factors, and of the house's rules on signing in. Proving oneself is in flow.ts. */
import { at, call } from "./client";
import type * as T from "./types";

// One's own. Also within a flow that asks for a factor, where nobody is signed in yet.

const own = <A>(path: string, body: unknown = {}) => call<A>("POST", `/me${path}`, { body });

export const mySecurity = (signal?: AbortSignal) => call<T.MySecurity>("GET", "/me/security", { signal });
export const totpStart = () => own<T.TotpStarted>("/factors/totp");
export const totpConfirm = (id: string, code: string) => own<T.Enrolled>("/factors/totp/confirm", { id, code });
export const mailCheck = (code: string) => call<T.MailCheck>("GET", "/me/mail-check", { query: { code } });
export const passkeyStart = (label: string, isSecurityKey: boolean) =>
  own<{ publicKey: PublicKeyCredentialCreationOptionsJSON }>("/factors/passkey/options", { label, security_key: isSecurityKey });
export const passkeyAdd = (label: string, credential: unknown) => own<T.Enrolled>("/factors/passkey", { label, credential });
export const emailStart = () => own<T.CodeStarted>("/factors/email");
export const smsStart = (phone: string) => own<T.CodeStarted>("/factors/sms", { phone });
export const codeConfirm = (kind: T.SentKind, id: string, code: string) => own<T.Enrolled>(`/factors/${kind === "email_code" ? "email" : "sms"}/confirm`, { id, code });
export const factorRename = (id: string, label: string) => call<void>("PATCH", at("/me/factors/:id", { id }), { body: { label } });
export const factorRemove = (id: string) => call<void>("DELETE", at("/me/factors/:id", { id }));
export const recoveryCodesMake = () => own<{ codes: string[] }>("/recovery-codes");

// Administration

export const signInRules = (signal?: AbortSignal) => call<T.SignInRules>("GET", "/security/sign-in", { signal });
export const signInRulesPut = (body: Partial<T.SignInRules>) => call<T.SignInRules>("PUT", "/security/sign-in", { body });
export const policyClauses = (key: string, signal?: AbortSignal) => call<{ items: T.Clause[] }>("GET", at("/security/policies/:key/clauses", { key }), { signal });
export const coverage = (after?: string | null, signal?: AbortSignal) => call<T.Coverage>("GET", "/security/coverage", { query: { after }, signal });

export const userSecurity = (id: string, signal?: AbortSignal) => call<T.UserSecurity>("GET", at("/users/:id/security", { id }), { signal });
export const userUnlock = (id: string) => call<void>("POST", at("/users/:id/unlock", { id }));
export const userFactorsReset = (id: string) => call<void>("DELETE", at("/users/:id/factors", { id }));
export const userPasswordChangeAsk = (id: string, why: T.NewPasswordWhy) => call<void>("POST", at("/users/:id/password-change-required", { id }), { body: { why } });
