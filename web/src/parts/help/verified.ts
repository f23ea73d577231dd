/** Whether the reader has made sure that they talk to a person. The server holds them to it; what is kept here only shows it. */
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { peopleKeys } from "../../lib/api/people";
import { useSecondsLeft } from "../../lib/countdown";

/** As the server has it. */
const VERIFIED_MS = 15 * 60_000;

export function noteVerified(client: QueryClient, user: string): void {
  client.setQueryData(peopleKeys.verified(user), Date.now() + VERIFIED_MS);
}

/** Seconds for which the reader still knows whom they talk to; 0 when they do not. */
export function useVerifiedFor(user: string): number {
  const until = useQuery<number | null>({ queryKey: peopleKeys.verified(user), queryFn: () => null, enabled: false, gcTime: VERIFIED_MS }).data;
  return useSecondsLeft(until ?? null);
}
