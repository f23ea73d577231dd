/** A score as a ring with its figure inside. Its words stand beside it: colour is never the only sign. */
import { cx } from "../classes";
import "./Ring.css";

export interface RingProps {
  label: string;
  /** 0 to `max`. */
  value: number;
  max?: number;
  tone?: "accent" | "good" | "fair" | "poor";
}

const RADIUS = 42;
const ROUND = 2 * Math.PI * RADIUS;

export function Ring({ label, value, max = 100, tone = "accent" }: RingProps) {
  const part = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <span className={cx("k-ring", `is-${tone}`)} role="meter" aria-label={label} aria-valuenow={value} aria-valuemin={0} aria-valuemax={max}>
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle className="k-ring-track" cx="50" cy="50" r={RADIUS} />
        {part > 0 && <circle className="k-ring-part" cx="50" cy="50" r={RADIUS} strokeDasharray={`${part * ROUND} ${ROUND}`} />}
      </svg>
      <span className="k-ring-figure num" aria-hidden="true">
        {value}
      </span>
    </span>
  );
}
