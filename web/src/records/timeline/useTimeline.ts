/** A record's timeline, page by page, and the objects that can be added to it. */
import { useInfiniteQuery, useQueries } from "@tanstack/react-query";
import * as calls from "../../lib/api/calls";
import { objectQuery, useObjects } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import type { ObjectMeta } from "../../lib/api/types";

export type TimelineKind = "all" | "activity" | "history";

export function useTimeline(object: string, id: string, kind: TimelineKind) {
  const kinds = kind === "all" ? ["activity", "history"] : [kind];
  return useInfiniteQuery({
    queryKey: keys.timeline(object, id, kinds),
    queryFn: ({ pageParam, signal }) => calls.recordTimeline(object, id, { kinds, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

/** Every activity is about something: its field of this name says what. */
export const ABOUT = "about";

/** Activities the reader may make about records of this object. */
export function useActivityObjects(object: string): ObjectMeta[] {
  const objects = useObjects();
  const names = objects.filter((entry) => entry.activity && entry.name !== object && entry.can.create).map((entry) => entry.name);
  const metas = useQueries({ queries: names.map((name) => objectQuery(name)), combine: (results) => results.map((result) => result.data) });
  return metas.filter((meta): meta is ObjectMeta => meta !== undefined && meta.fields.some((field) => field.name === ABOUT && field.type === "link" && (field.objects ?? []).includes(object)));
}
