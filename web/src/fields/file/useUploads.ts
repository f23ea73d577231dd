/** Files on their way up: how far each is, what went wrong, and the way to stop it. One after the other; leaving the editor stops them. */
import { useEffect, useRef, useState } from "react";
import * as transfer from "../../lib/api/transfer";
import { isApiError } from "../../lib/api/error";
import type { FileRef } from "../../lib/api/types";

/** What the server takes; said before anything is sent. */
const MOST_BYTES = 100 * 1024 * 1024;

export interface Upload {
  id: number;
  file: File;
  /** From 0 to 1. */
  part: number;
  /** What went wrong; it stays until it is put away or tried again. */
  failure: unknown;
}

export const TOO_LARGE = Symbol("too large");

let nextId = 1;

export function useUploads(object: string, onDone: (file: FileRef) => void) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const stops = useRef(new Map<number, AbortController>());
  const queue = useRef(Promise.resolve());
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  useEffect(() => {
    const all = stops.current;
    return () => {
      for (const stop of all.values()) stop.abort();
    };
  }, []);

  const change = (id: number, patch: Partial<Upload>) => setUploads((old) => old.map((upload) => (upload.id === id ? { ...upload, ...patch } : upload)));
  const drop = (id: number) => {
    stops.current.get(id)?.abort();
    setUploads((old) => old.filter((upload) => upload.id !== id));
  };
  const send = async ({ id, file }: Upload, stop: AbortController) => {
    if (stop.signal.aborted) return;
    try {
      const { id: key, name, size, media_type } = await transfer.fileUpload(file, { object }, { signal: stop.signal, onProgress: (part) => change(id, { part }) });
      drop(id);
      done.current({ id: key, name, size, media_type });
    } catch (failure) {
      if (!isApiError(failure, "aborted")) change(id, { failure });
    } finally {
      stops.current.delete(id);
    }
  };
  const add = (files: readonly File[]) => {
    const added = files.map((file): Upload => ({ id: nextId++, file, part: 0, failure: file.size > MOST_BYTES ? TOO_LARGE : null }));
    setUploads((old) => [...old, ...added]);
    for (const upload of added) {
      if (upload.failure !== null) continue;
      const stop = new AbortController();
      stops.current.set(upload.id, stop);
      queue.current = queue.current.then(() => send(upload, stop));
    }
  };
  const retry = (upload: Upload) => {
    drop(upload.id);
    add([upload.file]);
  };
  return { uploads, add, drop, retry };
}
