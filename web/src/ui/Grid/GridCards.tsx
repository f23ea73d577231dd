/** The grid on a phone: two lines a row. A long press selects; while something is selected a press toggles. */
import { type PointerEvent, useEffect, useRef } from "react";
import { cx } from "../classes";
import { Checkbox } from "../Checkbox";
import { Skeleton } from "../Skeleton";
import { Spinner } from "../Spinner";
import { toggled } from "./selection";
import type { GridProps } from "./types";
import { useRowWindow } from "./useRowWindow";

const CARD_PX = 60;
const LONG_PRESS_MS = 450;

export function GridCards<R>(props: GridProps<R>) {
  const { rows, rowId, rowLabel, card, selection, onSelectionChange, onOpen, hasMore, isLoadingMore, onLoadMore } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; long: boolean } | null>(null);
  const { indexes, total } = useRowWindow(scroll, { count: rows.length, height: CARD_PX, spare: 8 });
  const last = indexes.at(-1) ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && last >= rows.length - 10) onLoadMore?.();
  }, [last, rows.length, hasMore, isLoadingMore, onLoadMore]);

  const toggle = (index: number) => onSelectionChange?.(toggled(selection ?? new Set(), rows.map(rowId), index, null));
  const onPointerDown = (event: PointerEvent, index: number) => {
    if (!onSelectionChange || event.button !== 0) return;
    const started = { timer: setTimeout(() => {
      started.long = true;
      toggle(index);
    }, LONG_PRESS_MS), long: false };
    press.current = started;
  };
  const stop = () => {
    if (press.current) clearTimeout(press.current.timer);
  };
  const onClick = (row: R, index: number) => {
    const wasLong = press.current?.long === true;
    press.current = null;
    if (wasLong) return;
    if (selection && selection.size > 0) toggle(index);
    else onOpen?.(row);
  };
  const selecting = (selection?.size ?? 0) > 0;
  return (
    <div ref={scroll} className="k-cards" onScroll={stop}>
      {rows.length === 0 && (props.isLoading || hasMore) ? (
        <SkeletonCards />
      ) : rows.length === 0 ? (
        props.empty
      ) : (
        <ul aria-label={props.label} style={{ height: total, position: "relative" }}>
          {indexes.map((index) => {
            const row = rows[index];
            if (row === undefined) return null;
            const { leading, title, end, meta, metaEnd } = card(row);
            const isSelected = selection?.has(rowId(row)) ?? false;
            return (
              <li key={rowId(row)} className="k-card-place" style={{ transform: `translateY(${index * CARD_PX}px)` }}>
                <button
                  type="button"
                  className={cx("k-card", isSelected && "is-selected")}
                  aria-pressed={selecting ? isSelected : undefined}
                  onPointerDown={(event) => onPointerDown(event, index)}
                  onPointerUp={stop}
                  onPointerLeave={stop}
                  onContextMenu={(event) => event.preventDefault()}
                  onClick={() => onClick(row, index)}
                >
                  {selecting ? (
                    <span className="k-card-check" inert>
                      <Checkbox aria-label={rowLabel(row)} isSelected={isSelected} isReadOnly excludeFromTabOrder />
                    </span>
                  ) : (
                    leading
                  )}
                  <span className="k-card-lines">
                    <span className="k-card-line">
                      <span className="k-card-title ellipsis">{title}</span>
                      {end && <span className="num k-card-end">{end}</span>}
                    </span>
                    <span className="k-card-line is-meta">
                      <span className="ellipsis">{meta}</span>
                      {metaEnd && <span className="k-card-end">{metaEnd}</span>}
                    </span>
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {isLoadingMore && (
        <div className="k-grid-more">
          <Spinner />
        </div>
      )}
    </div>
  );
}

function SkeletonCards() {
  return (
    <>
      {Array.from({ length: 10 }, (_, index) => (
        <div key={index} className="k-card" aria-hidden="true">
          <Skeleton width={24} height={24} radius={6} />
          <span className="k-card-lines">
            <Skeleton width="60%" />
            <Skeleton width="35%" height={10} />
          </span>
        </div>
      ))}
    </>
  );
}
