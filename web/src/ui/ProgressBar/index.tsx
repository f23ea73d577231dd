/** How far a measured job is, with bar and figure. */
import { ProgressBar as AriaProgressBar } from "react-aria-components/ProgressBar";
import "./ProgressBar.css";

export interface ProgressBarProps {
  label: string;
  value: number;
  max: number;
  /** The words at the right; a percentage when absent. */
  valueLabel?: string;
  hideLabel?: boolean;
}

export function ProgressBar({ label, value, max, valueLabel, hideLabel }: ProgressBarProps) {
  const percent = max > 0 ? Math.min(100, (value / max) * 100) : 0;
  const words = valueLabel ?? `${Math.round(percent)}%`;
  return (
    <AriaProgressBar aria-label={label} value={percent} valueLabel={words} className="k-progress">
      {!hideLabel && (
        <span className="k-progress-words">
          <span>{label}</span>
          <span className="num">{words}</span>
        </span>
      )}
      <span className="k-progress-track">
        <span className="k-progress-bar" style={{ width: `${percent}%` }} />
      </span>
    </AriaProgressBar>
  );
}
