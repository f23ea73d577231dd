/** Work that has no measure. Shown only after 200 ms, so quick work does not flicker. */
import { useDelayed } from "../hooks/useDelayed";
import { useUiWords } from "../words";
import "./Spinner.css";

export function Spinner({ size = 16, delayMs = 200 }: { size?: number; delayMs?: number }) {
  const word = useUiWords();
  const shown = useDelayed(true, delayMs);
  return (
    <span className="k-spinner" role="status" aria-label={word("loading")} style={{ width: size, height: size }}>
      {shown && <span className="k-spinner-ring" />}
    </span>
  );
}
