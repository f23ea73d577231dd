/** Who did what, newest first. The address keeps the filters; the drawer shows one event whole. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import * as calls from "../../lib/api/calls";
import { useObjects } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import type { AuditEvent } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { auditWords } from "../../lib/i18n/dict/audit";
import { PageHead } from "../../lib/page";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Grid, type GridColumn } from "../../ui/Grid";
import { Link } from "../../ui/Link";
import { EventDrawer } from "./EventDrawer";
import { FilterBar } from "./FilterBar";
import { FILTERS, queryOf } from "./filters";
import { Verify } from "./Verify";
import { eventId, Outcome, useEventWords } from "./words";
import "../../parts/parts.css";
import "./audit.css";

const PAGE = 100;

function useColumns(): GridColumn<AuditEvent>[] {
  const t = useT(auditWords);
  const format = useFormat();
  const words = useEventWords();
  return useMemo(
    () => [
      { id: "at", header: t("col.at"), width: 190, render: (event) => <time className="num" dateTime={event.at}>{words.at(event)}</time> },
      {
        id: "actor",
        header: t("col.actor"),
        width: 190,
        render: (event) => (
          <span className="audit-actor">
            {event.actor.kind !== "nobody" && <Avatar name={words.actor(event)} kind={event.actor.kind === "system" ? "record" : "person"} />}
            <span className="ellipsis">{words.actor(event)}</span>
          </span>
        ),
      },
      { id: "action", header: t("col.action"), width: 150, render: (event) => words.action(event.action) },
      { id: "what", header: t("col.what"), width: 300, render: (event) => <span className="ellipsis">{words.what(event) || "—"}</span> },
      { id: "outcome", header: t("col.outcome"), width: 110, render: (event) => <Outcome outcome={event.outcome} /> },
      { id: "address", header: t("col.address"), width: 150, render: (event) => <span className="mono meta">{event.address || "—"}</span> },
    ],
    [t, format, words],
  );
}

export function AuditPage() {
  const t = useT(auditWords);
  const label = useLabel();
  const format = useFormat();
  const url = useUrlState();
  const objects = useObjects();
  const words = useEventWords();
  const columns = useColumns();
  const [open, setOpen] = useState<string | null>(null);
  const query = queryOf(url.get, format.today(), format.context.timeZone);
  const events = useInfiniteQuery({
    queryKey: keys.audit(query),
    queryFn: ({ pageParam, signal }) => calls.audit({ ...query, after: pageParam, limit: PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // Reading the log is itself logged: it is not read again behind the reader's back.
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  });
  const rows = useMemo(() => events.data?.pages.flatMap((page) => page.items) ?? [], [events.data]);
  const at = rows.findIndex((event) => eventId(event) === open);
  const shown = rows[at];
  const step = (by: 1 | -1) => {
    const next = rows[at + by];
    if (next) setOpen(eventId(next));
  };
  const clear = () => url.set(Object.fromEntries(FILTERS.map((name) => [name, null])));
  const narrow = (patch: Record<string, string>) => {
    setOpen(null);
    url.set(patch, { push: true });
  };
  return (
    <div className="full-page">
      <PageHead title={t("title")}>
        <Link href="/security/timeline">{t("touched")}</Link>
      </PageHead>
      <Verify />
      <FilterBar objects={objects.map((object) => ({ id: object.name, label: label(object.label) }))} onClear={clear} />
      {events.error ? (
        <div className="page-body">
          <Waiting query={events} />
        </div>
      ) : (
        <Grid
          label={t("title")}
          rows={rows}
          rowId={eventId}
          rowLabel={(event) => `${words.action(event.action)} ${words.at(event)}`}
          columns={columns}
          opensFromRow
          onOpen={(event) => setOpen(eventId(event))}
          onPeek={(event) => setOpen((old) => (old === eventId(event) ? null : eventId(event)))}
          peekedId={open}
          isLoading={events.isPending}
          hasMore={events.hasNextPage}
          isLoadingMore={events.isFetchingNextPage}
          onLoadMore={() => void events.fetchNextPage()}
          card={(event) => ({
            leading: <Avatar name={words.actor(event)} size={32} />,
            title: [words.action(event.action), words.what(event)].filter(Boolean).join(" · "),
            meta: [words.actor(event), format.relative(event.at)].join(" · "),
            metaEnd: event.outcome === "done" ? undefined : <Outcome outcome={event.outcome} />,
          })}
          empty={<EmptyState figure="search" title={t("empty")} description={t("empty.words")} actions={<Button onPress={clear}>{t("f.clear")}</Button>} />}
        />
      )}
      {shown && <EventDrawer event={shown} onClose={() => setOpen(null)} onStep={step} hasPrevious={at > 0} hasNext={at < rows.length - 1} onNarrow={narrow} />}
    </div>
  );
}
