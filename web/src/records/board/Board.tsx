/**
 * Records in the columns of their pipeline. A card is dragged by the pointer or carried by the keyboard: Space lifts, the arrows choose the
 * column, Enter puts it down, Escape puts it back. Every step is spoken.
 */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import { asMoney } from "../../fields/values";
import type { Group, KedunRecord, ObjectMeta, RecordQuery } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { listWords } from "../../lib/i18n/dict/lists";
import { recordWords } from "../../lib/i18n/dict/records";
import { type Held, mapHeld, prepend, withValues } from "../data/cache";
import { fieldsNeeded, mayEdit } from "../data/lists";
import { both } from "../filter/model";
import type { ListState } from "../list/useListState";
import { useStageMove } from "../pipeline/useStageMove";
import { Card, cardFields } from "./Card";
import { Column } from "./Column";
import { movedGroups } from "./moves";
import { useCardDrag } from "./useCardDrag";
import "./board.css";

const CARDS = 30;

export interface BoardProps {
  meta: ObjectMeta;
  state: ListState;
}

export function Board({ meta, state }: BoardProps) {
  const t = useT(recordWords);
  const list = useT(listWords);
  const label = useLabel();
  const client = useQueryClient();
  const { pipeline } = meta;
  const field = pipeline?.field ?? "";
  const stages = useMemo(() => [...(pipeline?.stages ?? [])].sort((a, b) => a.order - b.order), [pipeline]);
  const shown = useMemo(() => cardFields(meta), [meta]);
  const sumField = shown.amount && shown.amount.access !== "masked" ? shown.amount.name : null;
  const board = useRef<HTMLDivElement>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const [lifted, setLifted] = useState<{ record: KedunRecord; from: string; over: string } | null>(null);
  const [spoken, setSpoken] = useState("");
  const focusAfter = useRef<string | null>(null);

  const queryOf = (stage: string): RecordQuery => ({
    filter: both(state.filter, { field, op: "eq", value: stage }),
    sort: state.sort,
    q: state.q || undefined,
    fields: fieldsNeeded(meta, []),
    limit: CARDS,
    count: "none",
  });
  const groupsKey = keys.groups(meta.name, field, sumField ?? undefined, state.filter);
  const groups = useQuery({
    queryKey: groupsKey,
    queryFn: ({ signal }) => calls.recordGroups(meta.name, { by: field, sum: sumField ?? undefined, filter: state.filter }, signal),
    // The counts know no search words; better none than wrong ones.
    enabled: state.q === "" && field !== "",
  });
  const amountOf = (record: KedunRecord) => (sumField ? asMoney(record.values[sumField]) : null);

  const carry = (record: KedunRecord, from: string, to: string) => {
    client.setQueryData<Held>(keys.list(meta.name, queryOf(from)), (held) => held && mapHeld(held, (row) => (row.id === record.id ? null : row)));
    client.setQueryData<Held>(keys.list(meta.name, queryOf(to)), (held) => held && prepend(held, withValues(record, { [field]: to })));
    client.setQueryData<{ items: Group[] }>(groupsKey, (held) => held && { items: movedGroups(held.items, from, to, sumField, amountOf(record)) });
  };
  const stageOf = (record: KedunRecord): string => String(record.values[field] ?? "");
  const { move, dialog } = useStageMove(meta, {
    onMoved: (record, to) => {
      carry(record, stageOf(record), to);
      focusAfter.current = record.id;
    },
    onRefused: (record, to) => carry(record, to, stageOf(record)),
  });
  const stageName = (key: string) => label(stages.find((stage) => stage.key === key)?.label);
  const { drag, wasDrag, onPointerDown } = useCardDrag<KedunRecord>(board, ghost, (record, to) => {
    setSpoken(t("board.dropped", { name: record.label, stage: stageName(to) }));
    move(record, to);
  });
  useEffect(() => {
    const id = focusAfter.current;
    const card = id === null ? null : board.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`);
    if (!card) return;
    focusAfter.current = null;
    if (document.activeElement === document.body || board.current?.contains(document.activeElement)) card.focus({ preventScroll: true });
  });

  const stageField = meta.fields.find((entry) => entry.name === field);
  if (!pipeline || !stageField) return null;
  const carried = drag ? { record: drag.card, from: drag.from, over: drag.over, height: drag.height } : lifted && { ...lifted, height: 92 };
  const counted = carried && carried.over !== carried.from ? movedGroups(groups.data?.items ?? [], carried.from, carried.over, sumField, amountOf(carried.record)) : groups.data?.items;

  const onCardKey = (event: KeyboardEvent<HTMLElement>, record: KedunRecord) => {
    const canMove = mayEdit(stageField, record);
    if (lifted?.record.id === record.id) {
      const index = stages.findIndex((stage) => stage.key === lifted.over);
      const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (step !== 0) {
        const next = stages[index + step];
        if (next) {
          setLifted({ ...lifted, over: next.key });
          setSpoken(t("board.over", { stage: label(next.label), n: index + step + 1, of: stages.length }));
          board.current?.querySelector(`[data-stage="${CSS.escape(next.key)}"]`)?.scrollIntoView({ inline: "nearest", block: "nearest" });
        }
      } else if (event.key === "Enter" || event.key === " ") {
        setLifted(null);
        setSpoken(t(lifted.over === lifted.from ? "board.cancelled" : "board.dropped", { name: record.label, stage: stageName(lifted.over) }));
        if (lifted.over !== lifted.from) move(record, lifted.over);
      } else if (event.key === "Escape") {
        setLifted(null);
        setSpoken(t("board.cancelled", { name: record.label }));
      } else return;
    } else if (event.key === " " && canMove) {
      setLifted({ record, from: stageOf(record), over: stageOf(record) });
      setSpoken(t("board.lifted", { name: record.label, stage: stageName(stageOf(record)) }));
    } else if (event.key.startsWith("Arrow")) {
      focusNeighbour(event.currentTarget, event.key);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div ref={board} className={drag ? "board is-dragging" : "board"} role="group" tabIndex={0} aria-label={list("view.board")}>
        {stages.map((stage) => (
          <Column
            key={stage.key}
            object={meta.name}
            stage={stage}
            query={queryOf(stage.key)}
            group={counted?.find((group) => group.key === stage.key) ?? (counted ? { key: stage.key, count: 0, sums: {} } : null)}
            sumField={sumField}
            isTarget={carried !== null && carried.over === stage.key && carried.over !== carried.from}
            gap={carried && carried.over === stage.key && carried.over !== carried.from ? carried.height : null}
            card={(record) => {
              const canMove = mayEdit(stageField, record);
              return (
                <Card
                  record={record}
                  fields={shown}
                  canMove={canMove}
                  isPending={stage.kind === "open"}
                  isDragged={drag?.card.id === record.id}
                  isLifted={lifted?.record.id === record.id}
                  isOpen={state.open === record.id}
                  onPointerDown={canMove ? (event) => onPointerDown(event, record, stage.key) : undefined}
                  onKeyDown={(event) => onCardKey(event, record)}
                  onClick={() => {
                    if (!wasDrag.current && !lifted) state.go({ open: record.id }, state.open !== null);
                  }}
                />
              );
            }}
          />
        ))}
      </div>
      {drag && (
        <div ref={ghost} className="board-ghost" style={{ width: drag.width }} aria-hidden="true" inert>
          <Card record={drag.card} fields={shown} canMove />
        </div>
      )}
      <p id="board-help" className="sr-only">
        {t("board.help")}
      </p>
      <p className="sr-only" role="status" aria-live="assertive">
        {spoken}
      </p>
      {dialog}
    </>
  );
}

/** Arrow keys go from card to card: along the column, and to the same height of the next one. */
function focusNeighbour(card: HTMLElement, key: string): void {
  const column = card.closest<HTMLElement>("[data-stage]");
  if (!column) return;
  const cardsIn = (place: Element | null) => [...(place?.querySelectorAll<HTMLElement>("[data-card]") ?? [])];
  const cards = cardsIn(column);
  const index = cards.indexOf(card);
  if (key === "ArrowDown" || key === "ArrowUp") {
    cards[index + (key === "ArrowDown" ? 1 : -1)]?.focus();
    return;
  }
  for (let next = key === "ArrowRight" ? column.nextElementSibling : column.previousElementSibling; next; next = key === "ArrowRight" ? next.nextElementSibling : next.previousElementSibling) {
    const others = cardsIn(next);
    const other = others[Math.min(index, others.length - 1)];
    if (other) return other.focus();
  }
}
