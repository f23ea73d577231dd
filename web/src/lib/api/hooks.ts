/** The hooks nearly every page needs: who reads, and the metadata. Hooks of one page stay beside that page. */
import { keepPreviousData, queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { sendPreferences, withPending } from "../preferences/pending";
import * as calls from "./calls";
import { keys } from "./keys";
import type { Me, ObjectMeta, ObjectSummary } from "./types";

const METADATA_STALE_MS = 5 * 60_000;

/** With what the reader has chosen and the server has not taken yet; a change that a reload cut off is sent again. */
export const meQuery = () =>
  queryOptions({
    queryKey: keys.me(),
    queryFn: async ({ signal }) => {
      const me = withPending(await calls.me(signal));
      void sendPreferences({});
      return me;
    },
    staleTime: 60_000,
  });
export const objectsQuery = () =>
  queryOptions({ queryKey: keys.objects(), queryFn: ({ signal }) => calls.objects(signal), staleTime: METADATA_STALE_MS });
export const objectQuery = (name: string) =>
  queryOptions({ queryKey: keys.object(name), queryFn: ({ signal }) => calls.object(name, signal), staleTime: METADATA_STALE_MS });

/** The signed-in reader. Only below the shell, which waits until it is known. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery()).data;
}

/** The objects this reader may see, in their order. Only below the shell. */
export function useObjects(): ObjectSummary[] {
  return useSuspenseQuery(objectsQuery()).data.items;
}

/** One object's metadata with its fields. `data` is undefined until it is there; a 404 means hidden or absent, which are the same. Nothing is asked for "". */
export function useObject(name: string) {
  return useQuery({ ...objectQuery(name), enabled: name !== "" });
}

/** The same, where a boundary above shows the waiting and the error. */
export function useObjectNow(name: string): ObjectMeta {
  return useSuspenseQuery(objectQuery(name)).data;
}

/** People for a picker. */
export function usePeople(q: string, enabled = true) {
  return useQuery({ queryKey: keys.people(q), queryFn: ({ signal }) => calls.people(q, signal), placeholderData: keepPreviousData, enabled });
}
