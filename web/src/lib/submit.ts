/**
 * Sending one form and loading one thing, for the pages before sign-in: they must be light, and there is nothing to cache there yet.
 * Behind sign-in use TanStack Query.
 */
import { useEffect, useRef, useState } from "react";

export interface Submit {
  isPending: boolean;
  error: unknown;
  submit(): void;
  /** Forgets the error, because something was changed. */
  reset(): void;
}

export function useSubmit<T>(run: () => Promise<T>, onDone: (value: T) => void, onError?: (error: unknown) => void): Submit {
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const busy = useRef(false);
  const submit = () => {
    if (busy.current) return;
    busy.current = true;
    setPending(true);
    setError(null);
    run()
      .then(onDone, (problem: unknown) => {
        setError(problem);
        onError?.(problem);
      })
      .finally(() => {
        busy.current = false;
        setPending(false);
      });
  };
  return { isPending, error, submit, reset: () => setError(null) };
}

export interface Loaded<T> {
  data: T | null;
  error: unknown;
}

/** Loads once for each key. */
export function useLoaded<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<Loaded<T>>({ data: null, error: null });
  const latest = useRef(load);
  useEffect(() => {
    let isCurrent = true;
    const set = (next: Loaded<T>) => isCurrent && setState(next);
    latest.current().then((data) => set({ data, error: null }), (error: unknown) => set({ data: null, error }));
    return () => {
      isCurrent = false;
    };
  }, [key]);
  return state;
}
