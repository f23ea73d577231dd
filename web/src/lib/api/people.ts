/** The routes of people who leave and who move, of what is left without an owner, and of the help desk; with their query keys. */
import { at, call } from "./client";
import type * as T from "./types";

export const peopleKeys = {
  leavers: () => ["leavers"] as const,
  leaver: (user: string) => ["leavers", "one", user] as const,
  reviews: () => ["rights-reviews"] as const,
  orphans: () => ["orphans"] as const,
  helpCall: () => ["me", "help-call"] as const,
  /** Until when (ms) the reader knows that they talk to this person; kept in the browser alone. */
  verified: (user: string) => ["help-verified", user] as const,
};

export const leave = (user: string, body: T.LeaveBody) => call<T.Leaver>("POST", at("/users/:user/leave", { user }), { body });
export const leaverSuccessor = (user: string, successor: string) => call<T.Leaver>("PUT", at("/users/:user/leave/successor", { user }), { body: { successor } });
export const leaver = (user: string, signal?: AbortSignal) => call<T.Leaver>("GET", at("/users/:user/leave", { user }), { signal });
export const leavers = (signal?: AbortSignal) => call<{ items: T.Leaver[] }>("GET", "/leavers", { signal });
export const leaverItemAdd = (user: string, text: string) => call<T.Leaver>("POST", at("/users/:user/leave/items", { user }), { body: { text } });
export const leaverItemTick = (user: string, item: string, done: boolean) =>
  call<T.Leaver>("PATCH", at("/users/:user/leave/items/:item", { user, item }), { body: { done } });

export const rightsReviews = (signal?: AbortSignal) => call<{ items: T.RightsReview[] }>("GET", "/rights-reviews", { signal });
export const rightsReviewConfirm = (id: string) => call<void>("POST", at("/rights-reviews/:id/confirm", { id }), { body: {} });

/** What the last daily look found; with `now` it is looked again. */
export const orphans = (now: boolean, signal?: AbortSignal) => call<T.Orphans>("GET", "/orphans", { query: now ? { now } : {}, signal });

export const helpCodeMake = () => call<T.HelpCode>("POST", "/me/help-code", { body: {} });
export const helpCallMine = (signal?: AbortSignal) => call<{ call: T.HelpCall | null }>("GET", "/me/help-call", { signal });
export const helpCodeCheck = (user: string, code: string) => call<{ verified: boolean }>("POST", at("/users/:user/help-code", { user }), { body: { code } });
export const helpCall = (user: string) => call<T.HelpCall>("POST", at("/users/:user/call", { user }), { body: {} });
