/** The one cache of server data. */
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./error";

/** Repeats only what may heal by itself: no network, or a server that is busy. A refusal is an answer. */
export function shouldRetry(failures: number, error: unknown): boolean {
  if (failures >= 2 || !(error instanceof ApiError)) return false;
  // What took too long once takes too long again.
  if (error.code === "took_too_long") return false;
  return error.code === "offline" || error.status === 502 || error.status === 503 || error.status === 504;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, gcTime: 5 * 60_000, retry: shouldRetry, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
