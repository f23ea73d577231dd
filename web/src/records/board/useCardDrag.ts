/**
 * Dragging a card with the pointer: a ghost follows it, the column under it is the target, the board scrolls at its edges.
 * A touch drags after a long press, so that a finger can still scroll. Not for the keyboard: Board has that.
 */
import { type PointerEvent as ReactPointerEvent, type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";

const THRESHOLD_PX = 6;
const LONG_PRESS_MS = 320;
const EDGE_PX = 56;
const SCROLL_PX = 14;

export interface Drag<C> {
  card: C;
  from: string;
  over: string;
  width: number;
  height: number;
}

interface Held<C> {
  card: C;
  from: string;
  startX: number;
  startY: number;
  offsetX: number;
  offsetY: number;
  width: number;
  height: number;
  pointerId: number;
  timer: ReturnType<typeof setTimeout> | null;
  started: boolean;
  x: number;
  y: number;
}

/** Columns carry `data-stage`. */
function stageAt(board: HTMLElement, x: number): string | null {
  let nearest: { stage: string; distance: number } | null = null;
  for (const column of board.querySelectorAll<HTMLElement>("[data-stage]")) {
    const box = column.getBoundingClientRect();
    const distance = x < box.left ? box.left - x : x > box.right ? x - box.right : 0;
    const stage = column.dataset["stage"];
    if (stage !== undefined && (!nearest || distance < nearest.distance)) nearest = { stage, distance };
  }
  return nearest && nearest.distance < 40 ? nearest.stage : null;
}

export function useCardDrag<C>(board: RefObject<HTMLElement | null>, ghost: RefObject<HTMLElement | null>, onDrop: (card: C, to: string) => void) {
  const [drag, setDrag] = useState<Drag<C> | null>(null);
  const held = useRef<Held<C> | null>(null);
  /** True right after a drag, so that the click that ends it opens nothing. */
  const wasDrag = useRef(false);
  const dropped = useEffectEvent(onDrop);

  const place = (now: Held<C>) => {
    const element = ghost.current;
    if (element) element.style.transform = `translate(${now.x - now.offsetX}px, ${now.y - now.offsetY}px) rotate(1.5deg)`;
  };
  const begin = (now: Held<C>) => {
    now.started = true;
    wasDrag.current = true;
    document.body.style.userSelect = "none";
    document.body.style.cursor = "grabbing";
    getSelection()?.removeAllRanges();
    setDrag({ card: now.card, from: now.from, over: now.from, width: now.width, height: now.height });
  };
  const end = useEffectEvent((isDrop: boolean) => {
    const now = held.current;
    held.current = null;
    if (!now) return;
    if (now.timer) clearTimeout(now.timer);
    document.body.style.userSelect = "";
    document.body.style.cursor = "";
    if (!now.started) return;
    setDrag(null);
    const to = isDrop && board.current ? stageAt(board.current, now.x) : null;
    if (to !== null && to !== now.from) dropped(now.card, to);
    setTimeout(() => {
      wasDrag.current = false;
    }, 0);
  });
  const moved = useEffectEvent((x: number, y: number) => {
    const now = held.current;
    if (!now) return;
    now.x = x;
    now.y = y;
    if (!now.started) {
      const far = Math.hypot(x - now.startX, y - now.startY) > THRESHOLD_PX;
      if (far && now.timer) {
        // The finger scrolls: no drag.
        clearTimeout(now.timer);
        held.current = null;
      } else if (far) begin(now);
      return;
    }
    place(now);
    const over = board.current && stageAt(board.current, x);
    if (over) setDrag((old) => (old && old.over !== over ? { ...old, over } : old));
  });

  useEffect(() => {
    const onMove = (event: PointerEvent) => {
      if (event.pointerId === held.current?.pointerId) moved(event.clientX, event.clientY);
    };
    const onUp = (event: PointerEvent) => {
      if (event.pointerId === held.current?.pointerId) end(event.type === "pointerup");
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !held.current?.started) return;
      event.preventDefault();
      event.stopPropagation();
      end(false);
    };
    const onTouch = (event: TouchEvent) => {
      if (held.current?.started) event.preventDefault();
    };
    addEventListener("pointermove", onMove);
    addEventListener("pointerup", onUp);
    addEventListener("pointercancel", onUp);
    addEventListener("keydown", onKey, true);
    addEventListener("touchmove", onTouch, { passive: false });
    return () => {
      removeEventListener("pointermove", onMove);
      removeEventListener("pointerup", onUp);
      removeEventListener("pointercancel", onUp);
      removeEventListener("keydown", onKey, true);
      removeEventListener("touchmove", onTouch);
      end(false);
    };
  }, []);

  const isDragging = drag !== null;
  useEffect(() => {
    if (!isDragging) return;
    if (held.current) place(held.current);
    let frame = requestAnimationFrame(function step() {
      const [box, now] = [board.current, held.current];
      if (box && now?.started) {
        const { left, right } = box.getBoundingClientRect();
        if (now.x < left + EDGE_PX) box.scrollLeft -= SCROLL_PX;
        else if (now.x > right - EDGE_PX) box.scrollLeft += SCROLL_PX;
      }
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  });

  const onPointerDown = (event: ReactPointerEvent<HTMLElement>, card: C, from: string) => {
    if (event.button !== 0 || held.current) return;
    const box = event.currentTarget.getBoundingClientRect();
    const now: Held<C> = {
      card,
      from,
      startX: event.clientX,
      startY: event.clientY,
      x: event.clientX,
      y: event.clientY,
      offsetX: event.clientX - box.left,
      offsetY: event.clientY - box.top,
      width: box.width,
      height: box.height,
      pointerId: event.pointerId,
      timer: null,
      started: false,
    };
    if (event.pointerType === "touch") now.timer = setTimeout(() => {
      now.timer = null;
      if (held.current === now) begin(now);
    }, LONG_PRESS_MS);
    held.current = now;
  };
  return { drag, wasDrag, onPointerDown };
}
