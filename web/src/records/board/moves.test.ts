import { describe, expect, test } from "vitest";
import type { Group } from "../../lib/api/types";
import { addDecimal, movedGroups, negated } from "./moves";

describe("exact sums", () => {
  test.each([
    ["0.10", "0.20", "0.30"],
    ["9007199254740993.01", "0.01", "9007199254740993.02"],
    ["100", "-100", "0"],
    ["1.5", "-2.25", "-0.75"],
    ["-0.5", "0.5", "0.0"],
    ["12", "0.5", "12.5"],
  ])("%s + %s = %s", (a, b, sum) => expect(addDecimal(a, b)).toBe(sum));
  test("the other sign", () => {
    expect(negated("5.00")).toBe("-5.00");
    expect(negated("-5")).toBe("5");
    expect(negated("0.00")).toBe("0.00");
  });
});

describe("a card goes to another column", () => {
  const groups: Group[] = [
    { key: "open", count: 2, sums: { amount: [{ amount: "300.00", currency: "CNY" }, { amount: "5.00", currency: "USD" }] } },
    { key: "won", count: 0, sums: {} },
  ];
  test("counts and sums follow it, by currency", () => {
    const moved = movedGroups(groups, "open", "won", "amount", { amount: "100.50", currency: "CNY" });
    expect(moved).toEqual([
      { key: "open", count: 1, sums: { amount: [{ amount: "199.50", currency: "CNY" }, { amount: "5.00", currency: "USD" }] } },
      { key: "won", count: 1, sums: { amount: [{ amount: "100.50", currency: "CNY" }] } },
    ]);
  });
  test("the last of a currency takes it along", () => {
    const [open] = movedGroups(groups, "open", "won", "amount", { amount: "5", currency: "USD" });
    expect(open?.sums["amount"]).toEqual([{ amount: "300.00", currency: "CNY" }]);
  });
  test("to a column nobody was in, and without an amount", () => {
    expect(movedGroups(groups, "open", "lost", "amount", null).map((group) => [group.key, group.count])).toEqual([["open", 1], ["won", 0], ["lost", 1]]);
  });
  test("there and back is where it was", () => {
    const money = { amount: "100.00", currency: "CNY" };
    const back = movedGroups(movedGroups(groups, "open", "won", "amount", money), "won", "open", "amount", money);
    expect(back.map(({ key, count }) => [key, count])).toEqual([["open", 2], ["won", 0]]);
    expect(back[0]?.sums["amount"]?.[0]).toEqual({ amount: "300.00", currency: "CNY" });
  });
  test("the same column changes nothing", () => expect(movedGroups(groups, "open", "open", "amount", null)).toEqual(groups));
});
