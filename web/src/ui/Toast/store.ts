/** What has just happened, for a few seconds. `toast({ message, action: { label, run } })` from anywhere. */

export interface Toast {
  id: number;
  message: string;
  tone: "plain" | "success" | "danger";
  action?: { label: string; run(): void };
  /** Milliseconds until it goes; errors and toasts with an action stay longer. */
  durationMs: number;
}

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const MOST = 3;

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function toast(options: { message: string; tone?: Toast["tone"]; action?: Toast["action"]; durationMs?: number }): number {
  const { tone = "plain", action } = options;
  const id = nextId++;
  const durationMs = options.durationMs ?? (tone === "danger" || action ? 8000 : 4000);
  set([...toasts, { id, message: options.message, tone, action, durationMs }].slice(-MOST));
  return id;
}

export function dismissToast(id: number): void {
  if (toasts.some((entry) => entry.id === id)) set(toasts.filter((entry) => entry.id !== id));
}

export const toastStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  list: () => toasts,
};
