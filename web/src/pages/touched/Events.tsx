/** The acts by day, narrowed by kind among what is loaded; more come as the reader goes down. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { safetyKeys, touched } from "../../lib/api/safety";
import type { SessionList, TouchedQuery } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { dayOf } from "../../lib/format/core";
import { useT } from "../../lib/i18n";
import { touchedWords } from "../../lib/i18n/dict/touched";
import { periodOf } from "../../parts/logAddress";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { cx } from "../../ui/classes";
import { EmptyState } from "../../ui/EmptyState";
import { LoadMore } from "../../ui/LoadMore";
import { EventRow } from "./EventRow";
import { byDay, countKinds, joined, KINDS, touchedId } from "./groups";

/** Events a page; the server groups what follows each other among them. */
const PAGE = 100;

export function Events({ user, sessions }: { user: string; sessions: SessionList }) {
  const t = useT(touchedWords);
  const format = useFormat();
  const url = useUrlState();
  const query: TouchedQuery = { ...periodOf(url.get, format.today(), format.context.timeZone), ...(url.get("device") && { device: url.get("device") }), ...(url.get("session") && { session: url.get("session") }) };
  const found = useInfiniteQuery({
    queryKey: safetyKeys.touched(user, query),
    queryFn: ({ pageParam, signal }) => touched(user, { ...query, after: pageParam, limit: PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // Looking is itself logged: it is not done again behind the reader's back.
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  });
  const groups = useMemo(() => joined(found.data?.pages.map((page) => page.items) ?? []), [found.data]);
  const kinds = countKinds(groups);
  const kind = KINDS.find((known) => known === url.get("kind"));
  const shown = kind ? groups.filter((group) => group.kind === kind) : groups;
  const loaded = groups.reduce((sum, group) => sum + group.events, 0);
  if (!found.data) return <Waiting query={found} lines={8} />;
  const isFiltered = Object.keys(query).length > 0 || kind !== undefined;
  return (
    <div className="stack">
      {query.session && (
        <Callout
          actions={
            <Button size="small" onPress={() => url.set({ session: null })}>
              {t("clear")}
            </Button>
          }
        >
          {t("session.one")}
        </Callout>
      )}
      {kinds.length > 0 && (
        <div className="stack is-tight">
          <div className="touched-kinds" role="group" aria-label={t("kinds")}>
            <button type="button" className={cx("touched-kind", !kind && "is-on")} aria-pressed={!kind} onClick={() => url.set({ kind: null })}>
              {t("kinds.all")} <span className="num">{format.whole(loaded)}</span>
            </button>
            {kinds.map((each) => (
              <button key={each.kind} type="button" className={cx("touched-kind", kind === each.kind && "is-on")} aria-pressed={kind === each.kind} onClick={() => url.set({ kind: each.kind })}>
                {t(`kind.${each.kind}`)} <span className="num">{format.whole(each.events)}</span>
              </button>
            ))}
          </div>
          {found.hasNextPage && <p className="meta">{t("kinds.loaded", { n: loaded })}</p>}
        </div>
      )}
      {shown.length === 0 && !found.hasNextPage && (
        <EmptyState figure="search" title={t(isFiltered ? "empty.filter" : "empty")} description={t(isFiltered ? "empty.filterWords" : "empty.words")} />
      )}
      {byDay(shown, (instant) => dayOf(format.context, new Date(instant))).map(({ day, groups: ofDay }) => (
        <section key={day} className="stack is-tight" aria-label={format.date(day, "long")}>
          <h2 className="sub-title">{format.date(day, "long")}</h2>
          <ul className="card-list">
            {ofDay.map((group) => (
              <EventRow key={touchedId(group)} group={group} sessions={sessions} isOneSession={query.session !== undefined} onSession={(session) => url.set({ session }, { push: true })} />
            ))}
          </ul>
        </section>
      ))}
      {found.isFetchNextPageError && <Waiting query={{ isPending: false, error: found.error, refetch: () => found.fetchNextPage() }} />}
      <LoadMore hasMore={found.hasNextPage} isLoading={found.isFetchingNextPage} onLoad={() => void found.fetchNextPage()} />
    </div>
  );
}
