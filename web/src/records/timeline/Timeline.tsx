/** What happened around a record, newest first: activities with their words, and every change with what was and what is. */
import { History } from "lucide";
import { Fragment, useState } from "react";
import { errorWords } from "../../lib/api/words";
import type { KedunRecord, ObjectMeta, TimelineEntry } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { dayOf } from "../../lib/format/core";
import { useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { LoadMore } from "../../ui/LoadMore";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { SkeletonLines } from "../../ui/Skeleton";
import { ActivityEntry } from "./ActivityEntry";
import { Composer } from "./Composer";
import { HistoryLine } from "./HistoryLine";
import { type TimelineKind, useTimeline } from "./useTimeline";
import "./timeline.css";

export function Timeline({ meta, record }: { meta: ObjectMeta; record: KedunRecord }) {
  const t = useT(recordWords);
  const format = useFormat();
  const [kind, setKind] = useState<TimelineKind>("all");
  const found = useTimeline(meta.name, record.id, kind);
  const entries = found.data?.pages.flatMap((page) => page.items) ?? [];
  const today = format.today();
  const dayWords = (at: string) => {
    const day = dayOf(format.context, new Date(at));
    return day === today ? t("timeline.today") : format.date(day, "long");
  };
  return (
    <section className="timeline" aria-label={t("timeline")}>
      <Composer meta={meta} record={record} />
      <div className="timeline-head">
        <h2 className="rec-head">{t("timeline")}</h2>
        <SegmentedControl<TimelineKind>
          label={t("timeline.show")}
          value={kind}
          onChange={setKind}
          items={[
            { id: "all", label: t("all") },
            { id: "activity", label: t("timeline.activities") },
            { id: "history", label: t("timeline.changes") },
          ]}
        />
      </div>
      {found.isPending ? (
        <SkeletonLines lines={5} />
      ) : found.isError ? (
        <p className="timeline-none" role="alert">
          {errorWords(found.error, t)}{" "}
          <Button variant="quiet" size="small" onPress={() => void found.refetch()}>
            {t("retry")}
          </Button>
        </p>
      ) : entries.length === 0 ? (
        <p className="timeline-none">
          <Icon icon={History} size={15} /> {t("timeline.none")}
        </p>
      ) : (
        <ol className="timeline-list">
          {entries.map((entry, index) => {
            const day = dayWords(entry.at);
            const previous = entries[index - 1];
            return (
              <Fragment key={entryKey(entry, index)}>
                {(!previous || dayWords(previous.at) !== day) && <li className="timeline-day">{day}</li>}
                <li className="timeline-item">{entry.kind === "activity" ? <ActivityEntry record={entry.record} at={entry.at} /> : <HistoryLine meta={meta} record={record} entry={entry} />}</li>
              </Fragment>
            );
          })}
        </ol>
      )}
      <LoadMore hasMore={found.hasNextPage} isLoading={found.isFetchingNextPage} onLoad={() => void found.fetchNextPage()} />
    </section>
  );
}

const entryKey = (entry: TimelineEntry, index: number): string => (entry.kind === "activity" ? entry.record.id : `${entry.at}:${entry.by.id}:${index}`);
