import { describe, expect, it } from "vitest";
import { scrollTopFor, windowAt } from "./window";

describe("the window", () => {
  it("holds what is in sight and some more, wherever one has scrolled", () => {
    for (const scrollTop of [0, 1, 37, 38, 400, 12_345, 3_800_000]) {
      const { from, to } = windowAt(scrollTop, 800, 38, 12);
      expect(from).toBeLessThanOrEqual(Math.max(0, Math.floor(scrollTop / 38) - 12));
      expect(to).toBeGreaterThanOrEqual(Math.ceil((scrollTop + 800) / 38) + 12);
      expect(to - from).toBeLessThan(56);
    }
  });
  it("does not move with every row", () => {
    const windows = Array.from({ length: 160 }, (_, px) => windowAt(4_000 + px, 800, 38, 12));
    expect(new Set(windows.map((entry) => entry.from)).size).toBeLessThanOrEqual(3);
  });
});

describe("scrolling to a row", () => {
  const sight = { scrollTop: 380, viewport: 800, height: 38, head: 34, foot: 8 };
  it("stays where it is when the row is in sight", () => {
    expect(scrollTopFor(10, sight)).toBe(380);
    expect(scrollTopFor(15, sight)).toBe(380);
  });
  it("brings a row above to the top, and one below to the bottom", () => {
    expect(scrollTopFor(3, sight)).toBe(3 * 38);
    expect(scrollTopFor(99, sight)).toBe(34 + 100 * 38 + 8 - 800);
  });
});
