/** Fetching rows, page by page. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import type { Field, KedunRecord, ObjectMeta, RecordQuery } from "../../lib/api/types";
import { mergePages } from "./cache";

const PAGE_ROWS = 100;

export function useRecordList(object: string, query: RecordQuery, enabled = true) {
  const found = useInfiniteQuery({
    queryKey: keys.list(object, query),
    queryFn: ({ pageParam, signal }) => calls.records(object, { limit: PAGE_ROWS, ...query, after: pageParam, count: pageParam === null ? (query.count ?? "capped") : "none" }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
    enabled,
  });
  const rows = useMemo(() => mergePages(found.data?.pages ?? []), [found.data]);
  return { ...found, rows, count: found.data?.pages[0]?.count ?? null };
}

/** A few rows, for related lists. */
export function useFewRecords(object: string, query: RecordQuery, enabled = true) {
  return useQuery({ queryKey: [...keys.lists(object), "few", query], queryFn: ({ signal }) => calls.records(object, query, signal), enabled });
}

export function useRecord(object: string, id: string, enabled = true) {
  return useQuery({ queryKey: keys.record(object, id), queryFn: ({ signal }) => calls.record(object, id, signal), enabled });
}

/** The fields a list of these columns needs: its columns, what names a row, and what its card shows. */
export function fieldsNeeded(meta: ObjectMeta, columns: readonly string[]): string[] {
  const known = new Set(meta.fields.filter((field) => !field.retired).map((field) => field.name));
  const wanted = [meta.title_field, ...columns, "owner", ...(meta.pipeline ? [meta.pipeline.field, ...meta.pipeline.stages.flatMap((stage) => stage.required_fields)] : []), ...meta.layout.list];
  return [...new Set(wanted)].filter((name) => known.has(name));
}

/** Whether this reader may write this field of this record. */
export const mayEdit = (field: Field, record: KedunRecord): boolean => record.can.edit && field.access === "edit" && !field.read_only && !record.masked.includes(field.name);
