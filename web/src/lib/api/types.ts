/**
 * The shapes of the API, as docs/api-design.md words them. Not for anything the web app makes up itself.
 */
export type * from "./types/admin";
export type * from "./types/base";
export type * from "./types/metadata";
export type * from "./types/people";
export type * from "./types/programs";
export type * from "./types/records";
export type * from "./types/safety";
export type * from "./types/security";
export type * from "./types/sso";
