/** The names behind a few ids. The server tells ids alone here: colleagues are asked for once, and only who is not among them one by one. */
import { useQueries } from "@tanstack/react-query";
import * as calls from "../../lib/api/calls";
import { useMe, usePeople } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";

export function useNames(ids: readonly string[]): (id: string) => string | undefined {
  const me = useMe();
  const people = usePeople("", ids.length > 0);
  const known = new Map((people.data?.items ?? []).map(({ id, name }) => [id, name]));
  const missing = people.isSuccess && me.can.users ? ids.filter((id) => !known.has(id)) : [];
  const asked = useQueries({ queries: missing.map((id) => ({ queryKey: keys.user(id), queryFn: ({ signal }: { signal: AbortSignal }) => calls.user(id, signal), staleTime: 60_000 })) });
  for (const { data } of asked) if (data) known.set(data.id, data.name);
  return (id) => known.get(id);
}
