/**
 * The routes of known devices, "account compromised", what an account touched, and the rules about people; with their query keys, as no
 * other page writes what they hold, and lists need not carry them. One's own sessions are in calls.ts.
 */
import { at, call } from "./client";
import { keys } from "./keys";
import type * as T from "./types";

export const safetyKeys = {
  myDevices: () => ["me", "devices"] as const,
  userSessions: (id: string) => [...keys.user(id), "sessions"] as const,
  userDevices: (id: string) => [...keys.user(id), "devices"] as const,
  touched: (id: string, query: T.TouchedQuery) => ["touched", id, query] as const,
  /** Records by their ids, for their names. */
  named: (object: string, ids: readonly string[]) => ["records", object, "named", ids] as const,
  rules: () => ["security", "people"] as const,
};

export const myDevices = (signal?: AbortSignal) => call<{ items: T.KnownDevice[] }>("GET", "/me/devices", { signal });
export const myDeviceLost = (id: string, removePasskeys: boolean) => call<T.DeviceLost>("DELETE", at("/me/devices/:id", { id }), { query: { remove_passkeys: removePasskeys } });
/** Ends the session that asks, too: whoever calls it leaves for the sign-in. */
export const compromisedMine = (body: T.CompromiseBody) => call<T.Compromise>("POST", "/me/compromised", { body });

export const userSessions = (id: string, signal?: AbortSignal) => call<T.SessionList>("GET", at("/users/:id/sessions", { id }), { signal });
export const userSessionEnd = (id: string, session: string) => call<void>("DELETE", at("/users/:id/sessions/:session", { id, session }));
export const userDevices = (id: string, signal?: AbortSignal) => call<{ items: T.KnownDevice[]; user?: T.Ref }>("GET", at("/users/:id/devices", { id }), { signal });
export const userDeviceLost = (id: string, device: string, removePasskeys: boolean) =>
  call<T.DeviceLost>("DELETE", at("/users/:id/devices/:device", { id, device }), { query: { remove_passkeys: removePasskeys } });
export const userCompromised = (id: string, body: T.CompromiseBody) => call<T.Compromise>("POST", at("/users/:id/compromised", { id }), { body });

export const touched = (id: string, query: T.TouchedQuery & { after?: string | null; limit?: number }, signal?: AbortSignal) =>
  call<T.Page<T.Touched>>("GET", at("/users/:id/timeline", { id }), { query: { ...query }, signal });

export const safetyRules = (signal?: AbortSignal) => call<T.SafetyRules>("GET", "/security/people", { signal });
export const safetyRulesPut = (body: Partial<T.SafetyRules>) => call<T.SafetyRules>("PUT", "/security/people", { body });
