/** A coloured word with a dot: colour is never the only sign. For choices, stages and states. */
import { cx } from "../classes";
import "./Pill.css";

export type PillColor = "blue" | "violet" | "amber" | "teal" | "green" | "red" | "gray";

export interface PillProps {
  color?: PillColor;
  children: string;
  dot?: boolean;
  onRemove?: () => void;
  removeLabel?: string;
}

export function Pill({ color = "gray", children, dot = true, onRemove, removeLabel }: PillProps) {
  return (
    <span className={cx("k-pill", `is-${color}`)}>
      {dot && <span className="k-pill-dot" />}
      <span className="ellipsis">{children}</span>
      {onRemove && (
        <button type="button" className="k-pill-x" aria-label={removeLabel} onClick={onRemove}>
          ×
        </button>
      )}
    </span>
  );
}
