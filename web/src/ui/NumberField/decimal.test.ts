import { describe, expect, it, test } from "vitest";
import { compareDecimals, groupDecimal, type NumberLimits, plainDecimal, readDecimal, shownDecimal } from "./decimal";
import { numberFaultWords } from "./words";

const read = (text: string, limits?: NumberLimits) => readDecimal(text, limits).decimal;
const kind = (text: string, limits?: NumberLimits) => readDecimal(text, limits).fault?.kind;

describe("numbers as people write them", () => {
  test.each([
    ["1,234.50", "1234.50"],
    ["１２００", "1200"],
    ["１２，３４５．６", "12345.6"],
    ["12。5", "12.5"],
    [" 1 200 ", "1200"],
    ["1 200 000", "1200000"],
    ["1'200.5", "1200.5"],
    ["1，200，000", "1200000"],
    ["-007.10", "-7.10"],
    ["−5", "-5"],
    ["－５", "-5"],
    ["+3", "3"],
    [".5", "0.5"],
    ["12.", "12"],
    ["-0", "0"],
    ["0.00", "0.00"],
    ["12345678901234567890.123456789", "12345678901234567890.123456789"],
  ])("%s is %s", (text, decimal) => expect(readDecimal(text)).toEqual({ decimal }));

  test.each([
    ["55万", "550000"],
    ["60 万", "600000"],
    ["1200万", "12000000"],
    ["1,200万", "12000000"],
    ["1.2亿", "120000000"],
    ["１．２亿", "120000000"],
    ["1.23456万", "12345.6"],
    ["0.00001万", "0.1"],
    ["-3.5万", "-35000"],
    ["1.2萬億", "1200000000000"],
    ["1亿2000万", "120000000"],
    ["1亿50万", "100500000"],
    ["1.20000000亿", "120000000"],
  ])("%s is %s", (text, decimal) => expect(readDecimal(text)).toEqual({ decimal }));

  test.each([
    ["￥500", "500"],
    ["¥ 1,200.00", "1200.00"],
    ["-¥500", "-500"],
    ["¥-500", "-500"],
    ["$12.5", "12.5"],
    ["€55万", "550000"],
    ["￡3", "3"],
    ["CNY 500", "500"],
    ["cny500", "500"],
    ["RMB 55万", "550000"],
    ["500 CNY", "500"],
    ["1200万元", "12000000"],
    ["CNY ￥500", "500"],
  ])("the currency around %s is left off", (text, decimal) => expect(read(text, { currency: "CNY" })).toBe(decimal));

  it("is not the amount of another currency", () => {
    expect(readDecimal("USD 500", { currency: "CNY" })).toEqual({ fault: { kind: "currency", currency: "CNY" } });
    expect(read("USD 500", { currency: "USD" })).toBe("500");
    expect(read("USD 500")).toBe("500");
  });
  it("may say percent where it is one", () => {
    expect([read("50%", { isPercent: true }), read("５０％", { isPercent: true }), kind("50%")]).toEqual(["50", "50", "unread"]);
  });
});

describe("what is not read", () => {
  test.each([
    "", "-", ".", "abc", "很多", "1.2.3", "12.5.6", "1e5", "0x10", "5k", "3千", "3m", "12²", "①", "½", "1,2", "1,23", "12,34,567", "1,2000", "1,200 000", "1,200,00", "--3", "-¥-3", "万", "¥", "CNY", "1200万abc", "3万5", "1亿2", "1.5亿2000万", "1亿20000万", "5万亿万", "ABC 500", "CNY 500 CNY",
    "Infinity", "NaN", "(500)", "1200?", "12 5",
  ])("%s", (text) => expect(readDecimal(text)).toEqual({ fault: { kind: "unread" } }));

  it("more decimals than there is room for, but noughts", () => {
    expect([kind("1.239", { scale: 2 }), read("1.230", { scale: 2 }), read("12.0", { scale: 0 }), kind("12.5", { scale: 0 })]).toEqual(["decimals", "1.23", "12", "whole"]);
    expect([read("12.5万", { scale: 0 }), kind("1.23456万", { scale: 0 })]).toEqual(["125000", "whole"]);
  });
  it("what is out of range, and whole numbers JSON would round", () => {
    expect([kind("101", { min: "0", max: "100" }), kind("-0.1", { min: "0" }), read("100.0", { max: "100" })]).toEqual(["large", "small", "100.0"]);
    expect([read("9007199254740991", { scale: 0 }), kind("9007199254740993", { scale: 0 }), kind("-1亿亿", { scale: 0 }), kind("-99999999999999999999", { scale: 0 })]).toEqual(["9007199254740991", "large", "unread", "small"]);
  });
  it("is said in both languages", () => {
    for (const fault of [{ kind: "unread" }, { kind: "whole" }, { kind: "decimals", scale: 2 }, { kind: "currency", currency: "CNY" }, { kind: "small", min: "0" }, { kind: "large", max: "1000" }] as const) {
      expect(numberFaultWords(fault, "zh-CN")).toMatch(/\p{Script=Han}/u);
      expect(numberFaultWords(fault, "en-US")).not.toMatch(/\p{Script=Han}/u);
    }
  });
});

/** The number times 10^8, by another way. */
function scaled(decimal: string): bigint {
  const [whole = "", fraction = ""] = decimal.split(".");
  return BigInt(whole + fraction.padEnd(8, "0"));
}

it("reads back what it shows, and 万 is ten thousand times as much", () => {
  let seed = 7;
  const next = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  for (let n = 0; n < 2000; n++) {
    const whole = Array.from({ length: 1 + next(20) }, () => next(10)).join("").replace(/^0+(?=\d)/, "");
    const fraction = Array.from({ length: next(8) }, () => next(10)).join("");
    const decimal = `${next(2) && /[1-9]/.test(whole + fraction) ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
    expect(read(groupDecimal(decimal))).toBe(decimal);
    expect(read(decimal)).toBe(decimal);
    expect(scaled(read(`${decimal}万`) ?? "")).toBe(scaled(decimal) * 10_000n);
  }
});

describe("showing", () => {
  it("groups without a float, and leaves alone what is no number", () => {
    expect(groupDecimal("12345678901234567890.12")).toBe("12,345,678,901,234,567,890.12");
    expect(groupDecimal("-1234.5")).toBe("-1,234.5");
    expect(groupDecimal("1200x")).toBe("1200x");
  });
  it("does not group a year", () => expect([shownDecimal("2020", 0), shownDecimal("12020", 0), shownDecimal("2020", 2)]).toEqual(["2020", "12,020", "2,020"]));
  it("is plain while edited", () => expect(["168000.00", "1.50", "1200x", "0.0", "1.0.0"].map(plainDecimal)).toEqual(["168000", "1.50", "1200x", "0", "1.0.0"]));
  it("orders", () => expect([compareDecimals("10", "9"), compareDecimals("-10", "-9"), compareDecimals("1.5", "1.50"), compareDecimals("-1", "1"), compareDecimals("0.10", "0.09")]).toEqual([1, -1, 0, -1, 1]));
});
