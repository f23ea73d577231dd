/**
 * The shortcut registry: single keys ("e"), chords ("mod+k") and sequences ("g a"). `mod` is ⌘ on Apple machines and Ctrl elsewhere.
 * Later registrations win, so an open drawer takes j and k from the list behind it. Not for the keys inside a widget: React Aria has those.
 */

export interface Shortcut {
  /** "e", "?", "mod+k", "shift+x" or "g a". */
  keys: string;
  /** What it does, for the help sheet; none hides it there. */
  label?: string;
  group?: string;
  /** Also while typing in a field. Only for chords with mod. */
  inFields?: boolean;
  run(): void;
}

const SEQUENCE_MS = 900;

export interface KeyLike {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** The name of one press: "mod+k", "g", "?", "shift+arrowdown". Shift is named only where it does not already change the character. */
export function pressName(event: KeyLike, apple: boolean): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const mod = apple ? event.metaKey : event.ctrlKey;
  const parts: string[] = [];
  if (mod) parts.push("mod");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && (key.length > 1 || /[a-z]/.test(key))) parts.push("shift");
  return [...parts, key].join("+");
}

export class ShortcutRegistry {
  #entries: Shortcut[] = [];
  #pending: { first: string; at: number } | null = null;
  #listeners = new Set<() => void>();
  #snapshot: readonly Shortcut[] = [];

  add(shortcuts: readonly Shortcut[]): () => void {
    this.#entries = [...this.#entries, ...shortcuts];
    this.#changed();
    return () => {
      this.#entries = this.#entries.filter((entry) => !shortcuts.includes(entry));
      this.#changed();
    };
  }

  /** What the help sheet shows: of those with the same keys, the one that would run. */
  list = (): readonly Shortcut[] => this.#snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes a press; true when it belonged to a shortcut and the browser should not see it. */
  press(name: string, now: number, typing: boolean): boolean {
    const pending = this.#pending && now - this.#pending.at < SEQUENCE_MS ? this.#pending : null;
    this.#pending = null;
    if (pending && !typing && this.#run(`${pending.first} ${name}`, typing)) return true;
    if (this.#run(name, typing)) return true;
    if (!typing && this.#entries.some((entry) => entry.keys.startsWith(`${name} `))) {
      this.#pending = { first: name, at: now };
      return true;
    }
    return false;
  }

  #run(name: string, typing: boolean): boolean {
    const entry = this.#entries.findLast((candidate) => candidate.keys === name && (!typing || candidate.inFields === true));
    entry?.run();
    return entry !== undefined;
  }

  #changed(): void {
    const last = new Map(this.#entries.map((entry) => [entry.keys, entry]));
    this.#snapshot = [...last.values()].filter((entry) => entry.label !== undefined);
    for (const listener of this.#listeners) listener();
  }
}

/** "g a" as the caps of a key hint: ["G", "A"]; "mod+k" as ["⌘", "K"] or ["Ctrl", "K"]. */
export function keyCaps(keys: string, apple: boolean): string[] {
  const names: Record<string, string> = { mod: apple ? "⌘" : "Ctrl", shift: "⇧", alt: apple ? "⌥" : "Alt", space: "Space", escape: "Esc", enter: "↵", arrowdown: "↓", arrowup: "↑" };
  return keys.split(/[ +]/).map((part) => names[part] ?? part.toUpperCase());
}
