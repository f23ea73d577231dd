/** Keyboard shortcuts for components: `useShortcuts([{ keys: "c", label: t("create"), run: open }])`. */
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { keyCaps, pressName, type Shortcut, ShortcutRegistry } from "./core";

export type { Shortcut } from "./core";

const registry = new ShortcutRegistry();
export const isApple = typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.platform || navigator.userAgent);

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "range", "file"].includes(target.type);
  return target.closest('[role="spinbutton"],[role="menu"],[role="listbox"]') !== null;
}

/** Listens for the whole document. Mounted once, by the shell. */
export function useKeyListener(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented || event.repeat) return;
      if (registry.press(pressName(event, isApple), event.timeStamp, isTyping(event.target))) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** Registers shortcuts while the component is mounted and `enabled`. The newest `run` is always the one called. */
export function useShortcuts(shortcuts: readonly Shortcut[], enabled = true): void {
  const runAt = useEffectEvent((index: number) => shortcuts[index]?.run());
  const signature = shortcuts.map(({ keys, label, group, inFields }) => [keys, label, group, inFields].join("\u0000")).join("\u0001");
  useEffect(() => {
    if (!enabled || signature === "") return;
    const entries = signature.split("\u0001").map((line, index): Shortcut => {
      const [keys = "", label = "", group = "", inFields] = line.split("\u0000");
      return { keys, label: label || undefined, group: group || undefined, inFields: inFields === "true", run: () => runAt(index) };
    });
    return registry.add(entries);
  }, [signature, enabled]);
}

export function useShortcutList(): readonly Shortcut[] {
  return useSyncExternalStore(registry.subscribe, registry.list);
}

export const capsOf = (keys: string): string[] => keyCaps(keys, isApple);
