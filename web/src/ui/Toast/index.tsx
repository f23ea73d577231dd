/** Where toasts appear: bottom left, so they never lie over Save. Mounted once, by the shell. */
import { X } from "lucide";
import { useEffect, useState, useSyncExternalStore } from "react";
import { cx } from "../classes";
import { IconButton } from "../IconButton";
import { useUiWords } from "../words";
import { dismissToast, type Toast, toastStore } from "./store";
import "./Toast.css";

export { dismissToast, toast } from "./store";

export function ToastRegion() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.list);
  const word = useUiWords();
  return (
    <div className="k-toasts" role="region" aria-label={word("notice")} data-react-aria-top-layer="true">
      {toasts.map((entry) => (
        <ToastCard key={entry.id} entry={entry} />
      ))}
    </div>
  );
}

function ToastCard({ entry }: { entry: Toast }) {
  const word = useUiWords();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(entry.id), entry.durationMs);
    return () => clearTimeout(timer);
  }, [entry, held]);
  return (
    <div
      className={cx("k-toast", `is-${entry.tone}`)}
      role={entry.tone === "danger" ? "alert" : "status"}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className="k-toast-dot" />
      <span className="k-toast-words">{entry.message}</span>
      {entry.action && (
        <button
          type="button"
          className="k-toast-action"
          onClick={() => {
            entry.action?.run();
            dismissToast(entry.id);
          }}
        >
          {entry.action.label}
        </button>
      )}
      <IconButton size="small" icon={X} label={word("dismiss")} tooltip={false} onPress={() => dismissToast(entry.id)} />
    </div>
  );
}
