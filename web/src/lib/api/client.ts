/**
 * The only place that calls `fetch`. JSON in, JSON out, problem documents as `ApiError`.
 * Not for caching (TanStack Query), not for which routes exist (lib/api/calls.ts), not for files on their way up (lib/api/upload.ts).
 */
import { ApiError, errorFromFetch, errorFromResponse, isApiError } from "./error";
import { askForProof } from "./prove";

const BASE = "/api/v1";

export type QueryValue = string | number | boolean | readonly string[] | null | undefined;

export interface CallOptions {
  query?: Record<string, QueryValue>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, for files; wins over `body`. */
  raw?: Blob;
  /** The version last seen; becomes `If-Match: "3"`. */
  version?: number;
  /** Makes a create safe to repeat. Use `newIdempotencyKey()` once per form. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** A 401 is an answer here and not a lost session: sign-in itself. */
  allowSignedOut?: boolean;
  /** Part of a proof itself: never answered by asking for another. */
  isProof?: boolean;
}

type Listener = () => void;
const signedOutListeners = new Set<Listener>();

/** Called whenever an answer says that nobody is signed in. Returns the way to stop listening. */
export function onSignedOut(listener: Listener): Listener {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

let language = "zh-CN";
/** The language problem documents come in while nobody is signed in. */
export function setClientLanguage(tag: string): void {
  language = tag;
}

export function newIdempotencyKey(): string {
  // randomUUID is there only in secure contexts; getRandomValues is there always.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `/users` and `{q: "a", after: null}` become `/api/v1/users?q=a`. Empty values are left out; lists are joined by commas. */
export function buildUrl(path: string, query: Record<string, QueryValue> = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    const text = Array.isArray(value) ? value.join(",") : String(value);
    if (text !== "") params.set(name, text);
  }
  const search = params.toString();
  return `${BASE}${path}${search === "" ? "" : `?${search}`}`;
}

/** Puts ids into a path: `at("/records/:object/:id", {object, id})`. */
export function at(template: string, params: Record<string, string>): string {
  return template.replaceAll(/:([a-z_]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

/** What every request says. */
export const commonHeaders = (): Record<string, string> => ({ Accept: "application/json", "Accept-Language": language });

/** The error of an answer that is none. Whoever listens hears when nobody is signed in any more. */
export async function refusal(response: Response, allowSignedOut = false): Promise<ApiError> {
  const error = await errorFromResponse(response);
  // A flow that is over is no session that is over.
  if (error.status === 401 && error.code !== "flow_gone" && !allowSignedOut) for (const listener of signedOutListeners) listener();
  return error;
}

/** What is refused for want of a fresh proof is asked for again once it has been given; else the refusal stands. */
async function send(method: string, path: string, options: CallOptions): Promise<Response> {
  try {
    return await sendOnce(method, path, options);
  } catch (error) {
    if (options.isProof || !isApiError(error, "step_up_required") || !(await askForProof())) throw error;
    return sendOnce(method, path, options);
  }
}

async function sendOnce(method: string, path: string, options: CallOptions): Promise<Response> {
  const headers = new Headers(commonHeaders());
  let body: BodyInit | undefined;
  if (options.raw !== undefined) {
    body = options.raw;
    headers.set("Content-Type", options.raw.type || "application/octet-stream");
  } else if (options.body !== undefined) {
    body = JSON.stringify(options.body);
    headers.set("Content-Type", "application/json");
  }
  if (options.version !== undefined) headers.set("If-Match", `"${options.version}"`);
  if (options.idempotencyKey !== undefined) headers.set("Idempotency-Key", options.idempotencyKey);
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store", redirect: "error" };
  if (body !== undefined) init.body = body;
  if (options.signal) init.signal = options.signal;
  let response: Response;
  try {
    response = await fetch(buildUrl(path, options.query), init);
  } catch (error) {
    throw errorFromFetch(error);
  }
  if (response.ok) return response;
  throw await refusal(response, options.allowSignedOut);
}

/** Calls a route and reads its JSON. Give `void` as the type for routes that answer 204. */
export async function call<T>(method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, options: CallOptions = {}): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (error instanceof DOMException) throw errorFromFetch(error);
    throw new ApiError({ status: response.status, code: "unreadable_answer" });
  }
}

export interface Download {
  blob: Blob;
  /** The name the server proposes, or null. */
  name: string | null;
}

/** Calls a route that answers with a file. */
export async function download(method: "GET" | "POST", path: string, options: CallOptions = {}): Promise<Download> {
  const response = await send(method, path, options);
  const name = fileName(response.headers.get("Content-Disposition") ?? "");
  try {
    return { blob: await response.blob(), name };
  } catch (error) {
    throw errorFromFetch(error);
  }
}

/** RFC 6266: `filename*` wins over `filename`. */
export function fileName(disposition: string): string | null {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      return null;
    }
  }
  return /filename="([^"]+)"/i.exec(disposition)?.[1] ?? null;
}

/** Hands a downloaded file to the browser's own download. */
export function saveDownload({ blob, name }: Download, fallbackName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name ?? fallbackName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
