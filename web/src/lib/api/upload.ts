/**
 * Files on their way up. `fetch` does not tell how far it is, so this is the one place with an XMLHttpRequest; errors are the same `ApiError`
 * as everywhere. Not for small bodies: lib/api/client.ts.
 */
import { buildUrl, commonHeaders, type QueryValue, refusal } from "./client";
import { ApiError, isApiError } from "./error";
import { askForProof } from "./prove";

export interface UploadOptions {
  query?: Record<string, QueryValue>;
  file: Blob;
  /** How much of the file has gone out, from 0 to 1. At 1 the server still works on it. */
  onProgress?(part: number): void;
  signal?: AbortSignal;
}

const JSON_HEADERS = ["Content-Type", "Retry-After"] as const;

function responseOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const name of JSON_HEADERS) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(request.responseText, { status: request.status, headers });
}

/** As in client.ts: refused for want of a fresh proof, it is sent again once that has been given. */
export async function upload<T>(path: string, options: UploadOptions): Promise<T> {
  try {
    return await uploadOnce<T>(path, options);
  } catch (error) {
    if (!isApiError(error, "step_up_required") || !(await askForProof())) throw error;
    return uploadOnce<T>(path, options);
  }
}

function uploadOnce<T>(path: string, { query, file, onProgress, signal }: UploadOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const refuse = (code: "offline" | "aborted" | "unreadable_answer") => reject(new ApiError({ status: request.status, code }));
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 1));
    request.addEventListener("error", () => refuse("offline"));
    request.addEventListener("abort", () => refuse("aborted"));
    request.addEventListener("loadend", () => signal?.removeEventListener("abort", stop));
    request.addEventListener("load", () => {
      if (request.status < 200 || request.status > 299) return void refusal(responseOf(request)).then(reject);
      try {
        resolve(JSON.parse(request.responseText) as T);
      } catch {
        refuse("unreadable_answer");
      }
    });
    if (signal?.aborted) return refuse("aborted");
    signal?.addEventListener("abort", stop);
    request.open("POST", buildUrl(path, query));
    for (const [name, value] of Object.entries(commonHeaders())) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.send(file);
  });
}
