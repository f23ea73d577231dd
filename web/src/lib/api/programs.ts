/** The routes of tokens and apps, with their query keys: few pages need them, and no other page carries them. */
import { at, call } from "./client";
import type * as T from "./types";

export const programKeys = {
  // What ended stands below what lives, and is asked for anew with it.
  myTokens: () => ["me", "tokens"] as const,
  myEnded: () => ["me", "tokens", "ended"] as const,
  scopes: () => ["tokens", "scopes"] as const,
  tokensOf: (user: string) => ["users", "one", user, "tokens"] as const,
  endedOf: (user: string) => ["users", "one", user, "tokens", "ended"] as const,
  rules: () => ["security", "tokens"] as const,
  apps: () => ["apps"] as const,
  app: (id: string) => ["apps", "one", id] as const,
  asking: (query: string) => ["apps", "asking", query] as const,
  myApps: () => ["me", "apps"] as const,
};

// Tokens

export const myTokens = (signal?: AbortSignal) => call<{ items: T.Token[] }>("GET", "/me/tokens", { signal });
/** Those that were over within 30 days, instead. */
export const myTokensEnded = (signal?: AbortSignal) => call<{ items: T.Token[] }>("GET", "/me/tokens?ended=true", { signal });
export const tokenMake = (body: T.TokenBody) => call<T.TokenMade>("POST", "/me/tokens", { body });
export const tokenRevoke = (id: string) => call<void>("DELETE", at("/me/tokens/:id", { id }));
export const tokensRevoke = () => call<{ revoked: number }>("DELETE", "/me/tokens");
/** Only what the reader could ever use. */
export const tokenScopes = (signal?: AbortSignal) => call<{ items: T.ScopeInfo[]; rules: T.TokenRules }>("GET", "/tokens/scopes", { signal });
export const tokensOf = (user: string, signal?: AbortSignal) => call<{ items: T.Token[] }>("GET", at("/users/:user/tokens", { user }), { signal });
export const tokensEndedOf = (user: string, signal?: AbortSignal) => call<{ items: T.Token[] }>("GET", `${at("/users/:user/tokens", { user })}?ended=true`, { signal });
export const tokenRevokeOf = (user: string, token: string) => call<void>("DELETE", at("/users/:user/tokens/:token", { user, token }));
export const tokensRevokeOf = (user: string) => call<{ revoked: number }>("DELETE", at("/users/:user/tokens", { user }));
export const tokenRules = (signal?: AbortSignal) => call<T.TokenRules>("GET", "/security/tokens", { signal });
export const tokenRulesPut = (body: Partial<T.TokenRules>) => call<T.TokenRules>("PUT", "/security/tokens", { body });

// Apps

export const apps = (signal?: AbortSignal) => call<{ items: T.ProgramApp[] }>("GET", "/apps", { signal });
export const app = (id: string, signal?: AbortSignal) => call<T.ProgramApp>("GET", at("/apps/:id", { id }), { signal });
export const appRegister = (body: T.AppBody) => call<T.AppMade>("POST", "/apps", { body });
export const appDecide = (id: string, body: T.AppDecision) => call<T.ProgramApp>("POST", at("/apps/:id/decision", { id }), { body });
export const appEnd = (id: string) => call<void>("DELETE", at("/apps/:id", { id }));
export const myApps = (signal?: AbortSignal) => call<{ items: T.AppGrant[] }>("GET", "/me/apps", { signal });
export const myAppEnd = (id: string) => call<void>("DELETE", at("/me/apps/:id", { id }));

/** `query` as the app wrote it, with its question mark: read and written anew, it might not be the same. */
export const appAsking = (query: string, signal?: AbortSignal) => call<T.AppAsking>("GET", `/apps/authorize${query}`, { signal });
export const appAnswer = (request: Record<string, string>, allow: boolean) => call<{ redirect_to: string }>("POST", "/apps/authorize", { body: { ...request, allow } });
