/** One stage of a board: its count and sum, and its cards, fetched when the column is first seen. */
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Group, KedunRecord, Money, RecordQuery, Stage } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { cx } from "../../ui/classes";
import { LoadMore } from "../../ui/LoadMore";
import { Pill } from "../../ui/Pill";
import { Skeleton } from "../../ui/Skeleton";
import { errorWords } from "../../lib/api/words";
import { useRecordList } from "../data/lists";

export interface ColumnProps {
  object: string;
  stage: Stage;
  query: RecordQuery;
  group: Group | null;
  sumField: string | null;
  isTarget: boolean;
  /** The height of the place the card will take, when it would land here. */
  gap: number | null;
  card(record: KedunRecord): ReactNode;
}

export function Column({ object, stage, query, group, sumField, isTarget, gap, card }: ColumnProps) {
  const t = useT(recordWords);
  const label = useLabel();
  const place = useRef<HTMLElement>(null);
  const isSeen = useSeen(place);
  const list = useRecordList(object, query, isSeen);
  const count = group?.count ?? (list.isSuccess && !list.hasNextPage ? list.rows.length : null);
  return (
    <section ref={place} data-stage={stage.key} className={cx("board-column", isTarget && "is-target")} aria-label={label(stage.label)}>
      <header className="board-head">
        <Pill color={stage.color}>{label(stage.label)}</Pill>
        {count !== null && <span className="num meta">{count}</span>}
        {group && sumField && <Sums sums={group.sums[sumField] ?? []} />}
      </header>
      <div className="board-cards">
        {gap !== null && <div className="board-gap" style={{ height: gap }} aria-hidden="true" />}
        {list.isPending || !isSeen ? (
          Array.from({ length: 3 }, (_, index) => <Skeleton key={index} height={92} radius={10} />)
        ) : list.isError && list.rows.length === 0 ? (
          <p className="board-none" role="alert">
            {errorWords(list.error, t)}
          </p>
        ) : list.rows.length === 0 && gap === null ? (
          <p className="board-none">{t("board.none")}</p>
        ) : (
          <ul className="board-list">
            {list.rows.map((record) => (
              <li key={record.id}>{card(record)}</li>
            ))}
          </ul>
        )}
        <LoadMore hasMore={isSeen && list.hasNextPage} isLoading={list.isFetchingNextPage} onLoad={() => void list.fetchNextPage()} />
      </div>
    </section>
  );
}

/** The largest sum; the others are named on hover. */
function Sums({ sums }: { sums: readonly Money[] }) {
  const format = useFormat();
  const sorted = [...sums].sort((a, b) => Number(b.amount) - Number(a.amount));
  const [first, ...rest] = sorted;
  if (!first) return null;
  return (
    <span className="board-sum num" title={sorted.map((sum) => format.money(sum)).join("  ·  ")}>
      {format.moneyCompact(first)}
      {rest.length > 0 && <span className="meta"> +{rest.length}</span>}
    </span>
  );
}

function useSeen(place: { current: HTMLElement | null }): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element || isSeen) return;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setSeen(true), { rootMargin: "0px 300px" });
    observer.observe(element);
    return () => observer.disconnect();
  }, [place, isSeen]);
  return isSeen;
}
