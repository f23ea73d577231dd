import { expect, test } from "vitest";
import type { Field } from "../lib/api/types";
import { numberFault, numberLimits, operandLimits } from "./limits";

const field = (type: Field["type"], more: Partial<Field> = {}) => ({ type, scale: null, min: null, max: null, result_type: null, ...more }) as Field;

test("what could not be read is found before it is saved", () => {
  expect(numberFault(field("money"), { amount: "55x", currency: "CNY" })).toEqual({ kind: "unread" });
  expect(numberFault(field("money"), { amount: "1.23456", currency: "CNY" })).toEqual({ kind: "decimals", scale: 4 });
  expect(numberFault(field("integer"), "12.5")).toEqual({ kind: "whole" });
  expect(numberFault(field("percent", { min: 0, max: "100" }), "250")).toEqual({ kind: "large", max: "100" });
  expect(numberFault(field("number", { scale: 2 }), "1.239")).toEqual({ kind: "decimals", scale: 2 });
  expect(numberFault(field("location"), { lat: "north", lng: 1 })).toEqual({ kind: "unread" });
});
test("numbers and everything else pass", () => {
  expect(numberFault(field("money"), { amount: "550000", currency: "CNY" })).toBeNull();
  expect(numberFault(field("integer"), 2020)).toBeNull();
  expect(numberFault(field("integer"), null)).toBeNull();
  expect(numberFault(field("location"), { lat: 31.2, lng: 121.5 })).toBeNull();
  expect(numberFault(field("text"), "abc")).toBeNull();
  expect(numberLimits(field("text"))).toBeNull();
});
test("conditions take what the field is made of", () => {
  expect(operandLimits(field("rollup", { result_type: "integer" }))).toEqual({ scale: 0 });
  expect(operandLimits(field("percent", { scale: 1 }))).toEqual({ scale: 1, isPercent: true });
});
