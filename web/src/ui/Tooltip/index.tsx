/** A word on hover or keyboard focus, for controls that show only an icon. For the eye alone: the control has its own name. */
import { type ReactElement, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { KeyHint } from "../KeyHint";
import "./Tooltip.css";

export interface TooltipProps {
  content: string;
  caps?: readonly string[];
  placement?: "top" | "bottom";
  children: ReactElement;
}

const DELAY_MS = 450;
const GAP_PX = 6;

export function Tooltip({ content, caps, placement = "bottom", children }: TooltipProps) {
  const [box, setBox] = useState<DOMRect | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const show = (anchor: Element | null, delayMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setBox(anchor?.isConnected ? anchor.getBoundingClientRect() : null), delayMs);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setBox(null);
  };
  return (
    <span
      className="k-tooltip-anchor"
      onPointerEnter={(event) => event.pointerType === "mouse" && show(event.currentTarget.firstElementChild, DELAY_MS)}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event) => event.target.matches(":focus-visible") && show(event.currentTarget.firstElementChild, 0)}
      onBlur={hide}
      onKeyDown={(event) => event.key === "Escape" && hide()}
    >
      {children}
      {box && createPortal(<Bubble content={content} caps={caps} box={box} placement={placement} />, document.body)}
    </span>
  );
}

function Bubble({ content, caps, box, placement }: Omit<TooltipProps, "children"> & { box: DOMRect }) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const node = ref.current;
    if (!node) return;
    const { width, height } = node.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left + box.width / 2 - width / 2, innerWidth - width - 8));
    const above = placement === "top" || box.bottom + GAP_PX + height > innerHeight;
    node.style.transform = `translate(${left}px, ${above ? box.top - GAP_PX - height : box.bottom + GAP_PX}px)`;
    node.style.opacity = "1";
  }, [box, placement]);
  return (
    <span ref={ref} className="k-tooltip" aria-hidden="true">
      {content}
      {caps && <KeyHint caps={caps} />}
    </span>
  );
}
