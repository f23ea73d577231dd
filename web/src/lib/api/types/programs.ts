/** Shapes of what programs ask by: tokens of people, and apps that people let act for them. */
import type { Label, Ref } from "./base";

/** The secret is in no answer but the one that makes it. */
export interface Token {
  id: string;
  name: string;
  reason: string | null;
  /** As words: `records:read:account`, `export`. */
  scopes: string[];
  /** From anywhere when empty. */
  networks: string[];
  records_per_hour: number;
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
  last_address: string | null;
  /** Of `records_per_hour`, in this hour of the clock. */
  used_this_hour: number;
  ended_at: string | null;
  ended_why: string | null;
}
export interface TokenBody {
  name: string;
  reason: string | null;
  scopes: string[];
  days: number;
  networks: string[];
  records_per_hour: number;
}
export interface TokenMade {
  secret: string;
  token: Token;
}
/** A scope with its words, and how much may go wrong by it. */
export interface ScopeInfo {
  scope: string;
  sentence: Label;
  risk: "low" | "medium" | "high";
  reads: boolean;
  writes: boolean;
  exports: boolean;
  personal_data: boolean;
}
/** They hold for every token, also for those made before. */
export interface TokenRules {
  personal: boolean;
  apps: boolean;
  max_days: number;
  max_records_per_hour: number;
}

export type AppState = "quarantined" | "approved" | "refused" | "revoked";
export interface ProgramApp {
  id: string;
  client_id: string;
  name: string;
  publisher: string;
  website: string | null;
  redirect_uris: string[];
  /** What it was registered with. */
  scopes: ScopeInfo[];
  /** What it may ask for. */
  granted: string[];
  confidential: boolean;
  state: AppState;
  /** Whether somebody made sure of its publisher. */
  verified: boolean;
  registered_by: Ref;
  registered_at: string;
  decided_by: Ref | null;
  decided_at: string | null;
  note: string | null;
  version: number;
}
export interface AppBody {
  name: string;
  publisher: string;
  website: string | null;
  redirect_uris: string[];
  scopes: string[];
  confidential: boolean;
}
export interface AppMade {
  client_secret: string | null;
  app: ProgramApp;
}
export interface AppDecision {
  approve: boolean;
  version: number;
  scopes?: string[];
  verified?: boolean;
  note: string | null;
}
/** What an app asks somebody to allow. */
export interface AppAsking {
  app: Pick<ProgramApp, "id" | "name" | "publisher" | "website" | "verified" | "registered_by"> & { approved_at: string | null };
  redirect_uri: string;
  reads: boolean;
  writes: boolean;
  exports: boolean;
  personal_data: boolean;
  scopes: ScopeInfo[];
  allowed_before: boolean;
}
export interface AppGrant {
  app: Pick<ProgramApp, "id" | "name" | "publisher" | "verified" | "state">;
  scopes: ScopeInfo[];
  created_at: string;
  expires_at: string;
}
