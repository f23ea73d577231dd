/** A list whose order a person sets: by dragging the handle, or with the arrow keys while the handle has the focus. Each move is told at once. */
import { GripVertical } from "lucide";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { cx } from "../classes";
import { Icon } from "../Icon";
import { useUiWords } from "../words";
import { dragTarget } from "./order";
import "./SortList.css";

export { moved } from "./order";

export interface SortListProps<I> {
  label: string;
  items: readonly I[];
  itemId(item: I): string;
  /** What a row is called, for its handle and for announcements. */
  itemLabel(item: I): string;
  /** `to` is the place after the move. */
  onMove(from: number, to: number): void;
  isDisabled?: boolean;
  /** Rows with a line between them, or cards with space between them. */
  look?: "rows" | "cards";
  children(item: I, index: number): ReactNode;
}

export function SortList<I>(props: SortListProps<I>) {
  const { items, itemId, itemLabel, onMove } = props;
  const word = useUiWords();
  const list = useRef<HTMLUListElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const focusNext = useRef<string | null>(null);

  const move = (from: number, to: number) => {
    const item = items[from];
    if (item === undefined || to < 0 || to >= items.length || from === to) return;
    setSaid(`${itemLabel(item)} ${to + 1} / ${items.length}`);
    onMove(from, to);
  };
  // A row that moved in the document has lost the focus of its handle: give it back.
  useEffect(() => {
    if (focusNext.current === null) return;
    const handles = [...(list.current?.children ?? [])].map((row) => row.querySelector<HTMLElement>(".k-sort-handle"));
    handles[items.findIndex((item) => itemId(item) === focusNext.current)]?.focus();
    focusNext.current = null;
  });
  const onKeyDown = (event: KeyboardEvent, index: number, id: string) => {
    const to = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    focusNext.current = id;
    move(index, to);
  };
  const follow = useEffectEvent((event: globalThis.PointerEvent) => {
    const from = items.findIndex((item) => itemId(item) === dragged);
    const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect());
    if (from >= 0) move(from, dragTarget(from, event.clientY, rows));
  });
  useEffect(() => {
    if (dragged === null) return;
    const drop = () => setDragged(null);
    const onMoveEvent = (event: globalThis.PointerEvent) => follow(event);
    addEventListener("pointermove", onMoveEvent);
    addEventListener("pointerup", drop);
    addEventListener("pointercancel", drop);
    return () => {
      removeEventListener("pointermove", onMoveEvent);
      removeEventListener("pointerup", drop);
      removeEventListener("pointercancel", drop);
    };
  }, [dragged]);
  const lift = (event: PointerEvent, id: string) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget instanceof HTMLElement && event.currentTarget.focus();
    setDragged(id);
  };

  return (
    <>
      <ul ref={list} aria-label={props.label} className={cx("k-sort", props.look === "cards" && "is-cards", dragged !== null && "is-dragging")}>
        {items.map((item, index) => {
          const id = itemId(item);
          return (
            <li key={id} className={cx("k-sort-row", dragged === id && "is-lifted")}>
              {!props.isDisabled && (
                <button
                  type="button"
                  className="k-sort-handle"
                  aria-label={`${word("move")}: ${itemLabel(item)}`}
                  title={word("moveHelp")}
                  onKeyDown={(event) => onKeyDown(event, index, id)}
                  onPointerDown={(event) => lift(event, id)}
                >
                  <Icon icon={GripVertical} size={15} />
                </button>
              )}
              <div className="k-sort-body">{props.children(item, index)}</div>
            </li>
          );
        })}
      </ul>
      <span className="sr-only" role="status">
        {said}
      </span>
    </>
  );
}
