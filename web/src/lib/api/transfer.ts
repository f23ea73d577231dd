/** Files on their way up, and imports: for the pages that have them, so that not every page carries how files are sent. */
import { at, call, download, type Download } from "./client";
import type * as T from "./types";
import { upload, type UploadOptions } from "./upload";

type Following = Pick<UploadOptions, "onProgress" | "signal">;
export const fileUpload = (file: File, about: { object: string; id?: string }, following: Following = {}) =>
  upload<T.FileRef & { sha256: string }>("/files", { query: { name: file.name, ...about }, file, ...following });

export const importCreate = (object: string, file: File, following: Following = {}) => upload<T.Import>("/imports", { query: { object, name: file.name }, file, ...following });
export const imports = (signal?: AbortSignal) => call<{ items: T.Import[] }>("GET", "/imports", { signal });
export const importGet = (id: string, signal?: AbortSignal) => call<T.Import>("GET", at("/imports/:id", { id }), { signal });
export const importDelete = (id: string) => call<void>("DELETE", at("/imports/:id", { id }));
export const importMapping = (id: string, body: T.ImportMapping) => call<T.Import>("PUT", at("/imports/:id/mapping", { id }), { body });
export const importCheck = (id: string) => call<T.Import>("POST", at("/imports/:id/check", { id }));
export const importStart = (id: string) => call<T.Import>("POST", at("/imports/:id/start", { id }));
export const importMatches = (id: string, matches: { field: string; text: string; choice: T.MatchChoice | null }[]) =>
  call<T.Import>("PUT", at("/imports/:id/matches", { id }), { body: { matches } });
export const importRejected = (id: string, format: "csv" | "xlsx"): Promise<Download> =>
  download("GET", at("/imports/:id/rejected", { id }), { query: { format } });
