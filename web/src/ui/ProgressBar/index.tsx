/** How far a measured job is, with bar and figure. */
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
    <div role="progressbar" aria-label={label} aria-valuenow={Math.round(percent)} aria-valuemin={0} aria-valuemax={100} aria-valuetext={words} className="k-progress">
      {!hideLabel && (
        <span className="k-progress-words">
          <span>{label}</span>
          <span className="num">{words}</span>
        </span>
      )}
      <span className="k-progress-track">
        <span className="k-progress-bar" style={{ width: `${percent}%` }} />
      </span>
    </div>
  );
}
