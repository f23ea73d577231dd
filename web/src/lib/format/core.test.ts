import { describe, expect, it } from "vitest";
import * as format from "./core";

const zh: format.FormatContext = { language: "zh", timeZone: "Asia/Shanghai" };
const en: format.FormatContext = { language: "en", timeZone: "America/New_York" };
const NOW = new Date("2026-11-22T08:00:00Z");

describe("numbers", () => {
  it("keeps every digit of a decimal that a float would lose", () => {
    expect(format.formatNumber(zh, "9007199254740993.25", 2)).toBe("9,007,199,254,740,993.25");
  });
  it("shows what is no number as it is, such as a masked value", () => {
    expect(format.formatNumber(zh, "1•••")).toBe("1•••");
    expect([2017, 12_345].map((value) => format.formatWhole(zh, value))).toEqual(["2017", "12,345"]);
    expect(format.formatMoney(zh, { amount: "¥•••", currency: "CNY" })).toBe("¥•••");
  });
  it("shows percentages without multiplying them", () => {
    expect(format.formatPercent(en, "12.5")).toBe("12.5%");
  });
});

describe("money", () => {
  it("drops cents only when there are none", () => {
    expect(format.formatMoney(zh, { amount: "1200.00", currency: "CNY" })).toBe("¥1,200");
    expect(format.formatMoney(zh, { amount: "1200.50", currency: "CNY" })).toBe("¥1,200.50");
    expect(format.formatMoney(zh, { amount: "1200.00", currency: "CNY" }, false)).toBe("¥1,200.00");
  });
  it("counts in 万 and 亿 in Chinese and in K and M in English", () => {
    expect(format.formatMoneyCompact(zh, { amount: "42860000", currency: "CNY" })).toBe("¥4,286万");
    expect(format.formatMoneyCompact(zh, { amount: "130000000", currency: "CNY" })).toBe("¥1.3亿");
    expect(format.formatMoneyCompact(en, { amount: "42860000", currency: "USD" })).toBe("$42.9M");
    expect(format.formatMoneyCompact(zh, { amount: "8500", currency: "CNY" })).toBe("¥8,500");
  });
  it("shows a code that is no currency beside the number", () => {
    expect(format.formatMoney(en, { amount: "12.5", currency: "?" })).toBe("? 12.5");
  });
});

describe("dates", () => {
  it("never moves a calendar day into another zone", () => {
    expect(format.formatDate(en, "2026-11-22")).toBe("Nov 22, 2026");
    expect(format.formatDate(zh, "2026-11-22", "long")).toBe("2026年11月22日周日");
  });
  it("shows an instant in the reader's zone", () => {
    expect(format.formatDateTime(zh, "2026-11-22T18:30:00Z")).toBe("2026年11月23日 02:30");
    expect(format.formatDateTime(zh, "2026-11-22T18:30:07Z", "medium", true)).toBe("2026年11月23日 02:30:07");
    expect(format.formatTime(en, "2026-11-22T18:30:00Z")).toBe("13:30");
  });
  it("shows what is no date as it is", () => {
    expect(format.formatDate(zh, "soon")).toBe("soon");
    expect(format.formatDateTime(zh, "soon")).toBe("soon");
    expect(format.formatRelative(zh, "soon", NOW)).toBe("soon");
  });
  it("finds the reader's day", () => {
    expect(format.dayOf(zh, new Date("2026-11-22T18:30:00Z"))).toBe("2026-11-23");
    expect(format.dayOf(en, new Date("2026-11-22T18:30:00Z"))).toBe("2026-11-22");
  });
});

describe("relative time", () => {
  const cases: [string, string, string][] = [
    ["2026-11-22T08:00:20Z", "刚刚", "just now"],
    ["2026-11-22T07:55:00Z", "5分钟前", "5 minutes ago"],
    ["2026-11-22T05:00:00Z", "3小时前", "3 hours ago"],
    ["2026-11-24T08:00:00Z", "后天", "in 2 days"],
    ["2026-11-13T08:00:00Z", "9天前", "9 days ago"],
    ["2026-10-25T08:00:00Z", "4周前", "4 weeks ago"],
    ["2026-08-01T08:00:00Z", "3个月前", "3 months ago"],
    ["2023-11-01T08:00:00Z", "3年前", "3 years ago"],
  ];
  it.each(cases)("%s", (instant, chinese, english) => {
    expect(format.formatRelative(zh, instant, NOW)).toBe(chinese);
    expect(format.formatRelative({ ...en, timeZone: "Asia/Shanghai" }, instant, NOW)).toBe(english);
  });
  it("says yesterday by the calendar, even when it is only hours ago", () => {
    expect(format.formatRelative(zh, "2026-11-21T15:30:00Z", NOW)).toBe("昨天");
  });
});

describe("addresses and sizes", () => {
  it("goes from large to small in Chinese and the other way in English", () => {
    const address = { country: "CN", province: "江苏省", city: "苏州市", district: "吴中区", street: "东方大道 1 号", postcode: "215000" };
    expect(format.formatAddress(zh, address)).toBe("江苏省苏州市吴中区东方大道 1 号 215000");
    expect(format.formatAddress(en, { street: "1 Main St", city: "Boston", postcode: "02108", country: "US" })).toBe("1 Main St, Boston, 02108, US");
  });
  it("does not say 上海市 twice", () => {
    expect(format.formatAddress(zh, { province: "上海市", city: "上海市", district: "浦东新区" })).toBe("上海市浦东新区");
  });
  it("shows sizes in the nearest unit", () => {
    expect(format.formatBytes(en, 512)).toBe("512 B");
    expect(format.formatBytes(en, 1_500_000)).toBe("1.5 MB");
  });
});
