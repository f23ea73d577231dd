import { describe, expect, it, vi } from "vitest";
import { keyCaps, pressName, ShortcutRegistry } from "./core";

const press = (key: string, mods: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...mods,
});

describe("the name of a press", () => {
  it("takes ⌘ for mod on Apple machines and Ctrl elsewhere", () => {
    expect(pressName(press("k", { metaKey: true }), true)).toBe("mod+k");
    expect(pressName(press("k", { ctrlKey: true }), false)).toBe("mod+k");
    expect(pressName(press("k", { metaKey: true }), false)).toBe("k");
  });
  it("names Shift only where the character does not show it", () => {
    expect(pressName(press("?", { shiftKey: true }), false)).toBe("?");
    expect(pressName(press("X", { shiftKey: true }), false)).toBe("shift+x");
    expect(pressName(press("ArrowDown", { shiftKey: true }), false)).toBe("shift+arrowdown");
    expect(pressName(press(" "), false)).toBe("space");
  });
});

describe("the registry", () => {
  it("runs a sequence only when its second key follows soon", () => {
    const registry = new ShortcutRegistry();
    const run = vi.fn();
    registry.add([{ keys: "g a", run }]);
    expect(registry.press("g", 0, false)).toBe(true);
    expect(registry.press("a", 500, false)).toBe(true);
    expect(run).toHaveBeenCalledTimes(1);
    registry.press("g", 1000, false);
    expect(registry.press("a", 5000, false)).toBe(false);
    expect(run).toHaveBeenCalledTimes(1);
  });
  it("gives a key to the newest, and back when that one goes", () => {
    const registry = new ShortcutRegistry();
    const old = vi.fn();
    const fresh = vi.fn();
    registry.add([{ keys: "j", run: old }]);
    const remove = registry.add([{ keys: "j", run: fresh }]);
    registry.press("j", 0, false);
    remove();
    registry.press("j", 1, false);
    expect([old.mock.calls.length, fresh.mock.calls.length]).toEqual([1, 1]);
  });
  it("leaves what is typed in a field alone, except chords that ask for it", () => {
    const registry = new ShortcutRegistry();
    const plain = vi.fn();
    const chord = vi.fn();
    registry.add([
      { keys: "e", run: plain },
      { keys: "mod+k", inFields: true, run: chord },
    ]);
    expect(registry.press("e", 0, true)).toBe(false);
    expect(registry.press("mod+k", 1, true)).toBe(true);
    expect([plain.mock.calls.length, chord.mock.calls.length]).toEqual([0, 1]);
  });
  it("lists what has a label, once for each key", () => {
    const registry = new ShortcutRegistry();
    registry.add([{ keys: "e", label: "Edit", run: () => undefined }, { keys: "/", run: () => undefined }]);
    registry.add([{ keys: "e", label: "Edit the other", run: () => undefined }]);
    expect(registry.list().map((entry) => entry.label)).toEqual(["Edit the other"]);
  });
});

describe("key caps", () => {
  it("are those of the machine", () => {
    expect(keyCaps("mod+k", true)).toEqual(["⌘", "K"]);
    expect(keyCaps("mod+k", false)).toEqual(["Ctrl", "K"]);
    expect(keyCaps("g a", false)).toEqual(["G", "A"]);
  });
});
