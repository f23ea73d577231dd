/** What was deleted, object by object, and the way back for one or many. */
import { useInfiniteQuery, useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { ArchiveRestore, X } from "lucide";
import { useMemo, useState } from "react";
import * as calls from "../../lib/api/calls";
import { objectQuery, useObjects } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import type { BulkResult, DeletedRecord, ObjectMeta } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { recycleWords } from "../../lib/i18n/dict/admin";
import { PageHead } from "../../lib/page";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Grid, type GridColumn } from "../../ui/Grid";
import { namedIcon } from "../../ui/Icon/named";
import { IconButton } from "../../ui/IconButton";
import { Select } from "../../ui/Select";
import { toast } from "../../ui/Toast";
import "../../parts/parts.css";

/** The most ids one bulk call takes. */
const BULK_MOST = 500;

function useRestore(object: string, onDone: () => void) {
  const t = useT(recycleWords);
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (rows: readonly DeletedRecord[]) => {
      const [only] = rows;
      if (rows.length === 1 && only) {
        await calls.recordRestore(object, only.id);
        return { done: 1, failed: [] };
      }
      const all: BulkResult = { done: 0, failed: [] };
      for (let from = 0; from < rows.length; from += BULK_MOST) {
        const part = await calls.recordsBulk(object, { ids: rows.slice(from, from + BULK_MOST).map((row) => row.id), action: "restore" });
        all.done += part.done;
        all.failed.push(...part.failed);
      }
      return all;
    },
    onSuccess: ({ done, failed }, rows) => {
      const why = failed[0]?.message ?? "";
      if (failed.length > 0) toast({ message: t("done.some", { n: done, failed: failed.length, why }), tone: "danger" });
      else toast({ message: rows.length === 1 ? t("done.one", { name: rows[0]?.label ?? "" }) : t("done.many", { n: done }), tone: "success" });
      onDone();
    },
    onError: (error) => void toast({ message: errorWords(error, t), tone: "danger" }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.recycle(object) });
      void client.invalidateQueries({ queryKey: keys.lists(object) });
      void client.invalidateQueries({ queryKey: keys.allGroups(object) });
    },
  });
}

/** The objects whose deleted records this reader may bring back: whoever may delete them. */
function useRestorable(): { objects: ObjectMeta[]; isPending: boolean } {
  const names = useObjects().filter((object) => object.can.view).map((object) => object.name);
  return useQueries({
    queries: names.map((name) => objectQuery(name)),
    combine: (found) => ({ objects: found.flatMap(({ data }) => (data?.can.delete ? [data] : [])), isPending: found.some((query) => query.isPending) }),
  });
}

export function RecyclePage() {
  const t = useT(recycleWords);
  const label = useLabel();
  const format = useFormat();
  const url = useUrlState();
  const { objects, isPending: isAsking } = useRestorable();
  const object = objects.find(({ name }) => name === url.get("object")) ?? objects[0];
  const name = object?.name ?? "";
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const bin = useInfiniteQuery({
    queryKey: keys.recycle(name),
    queryFn: ({ pageParam, signal }) => calls.recycle({ object: name, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // The first object is not known before all are.
    enabled: name !== "" && !isAsking,
  });
  const rows = useMemo(() => bin.data?.pages.flatMap((page) => page.items) ?? [], [bin.data]);
  const chosen = rows.filter((row) => selection.has(row.id));
  const clear = () => setSelection(new Set());
  const restore = useRestore(name, clear);
  const isRestoring = (row: DeletedRecord) => restore.isPending && restore.variables.some(({ id }) => id === row.id);
  const columns: GridColumn<DeletedRecord>[] = [
    {
      id: "name",
      header: t("col.name"),
      width: 320,
      render: (row) => (
        <span className="row-of">
          <Avatar name={row.label} kind="record" />
          <span className="ellipsis">{row.label}</span>
        </span>
      ),
    },
    { id: "by", header: t("col.by"), width: 160, render: (row) => <span className="ellipsis">{row.deleted_by?.label ?? "—"}</span> },
    { id: "at", header: t("col.at"), width: 180, render: (row) => <span className="num">{format.dateTime(row.deleted_at)}</span> },
    {
      id: "act",
      header: t("actions"),
      width: 110,
      render: (row) => (
        <Button size="small" onPress={() => restore.mutate([row])} isPending={isRestoring(row)} aria-label={`${t("restore")}: ${row.label}`}>
          {t("restore")}
        </Button>
      ),
    },
  ];
  if (!isAsking && !object) {
    return (
      <div className="full-page">
        <PageHead title={t("title")} />
        <EmptyState figure="bin" title={t("nothing")} description={t("nothing.words")} />
      </div>
    );
  }
  return (
    <div className="full-page">
      <PageHead title={t("title")} />
      <div className="tool-bar">
        <Select
          label={t("object")}
          hideLabel
          items={objects.map((entry) => ({ id: entry.name, label: label(entry.plural), icon: namedIcon(entry.icon) }))}
          value={name}
          onChange={(next) => {
            clear();
            url.set({ object: next });
          }}
        />
        {chosen.length > 0 && (
          <>
            <span className="num">{t("records.selected", { n: chosen.length })}</span>
            <Button variant="primary" icon={ArchiveRestore} onPress={() => restore.mutate(chosen)} isPending={restore.isPending}>
              {t("restore.many")}
            </Button>
            <IconButton icon={X} label={t("clearSelection")} onPress={clear} />
          </>
        )}
      </div>
      {bin.error ? (
        <div className="page-body">
          <Waiting query={bin} />
        </div>
      ) : (
        <Grid
          key={name}
          label={t("title")}
          rows={rows}
          rowId={(row) => row.id}
          rowLabel={(row) => row.label}
          columns={columns}
          selection={selection}
          onSelectionChange={setSelection}
          isLoading={bin.isPending}
          hasMore={bin.hasNextPage}
          isLoadingMore={bin.isFetchingNextPage}
          onLoadMore={() => void bin.fetchNextPage()}
          onOpen={(row) => setSelection(new Set([...selection, row.id]))}
          card={(row) => ({
            leading: <Avatar name={row.label} kind="record" size={32} />,
            title: row.label,
            meta: [row.deleted_by?.label, format.dateTime(row.deleted_at)].filter(Boolean).join(" · "),
            end: selection.has(row.id) ? "✓" : undefined,
          })}
          empty={<EmptyState figure="bin" title={t("empty")} description={t("empty.words", { what: object ? label(object.plural) : "" })} />}
        />
      )}
    </div>
  );
}
