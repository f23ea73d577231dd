/** What is wrong with a number, in words. */
import { useCallback } from "react";
import { useUi } from "../locale";
import { groupDecimal, type NumberFault } from "./decimal";

function zh(fault: NumberFault): string {
  switch (fault.kind) {
    case "unread":
      return "看不懂这个数字。可以写成 1200、1,200.5、55万 或 1.2亿。";
    case "whole":
      return "这里只能填整数。";
    case "decimals":
      return `最多 ${fault.scale} 位小数。`;
    case "currency":
      return `这里的币种是 ${fault.currency}。`;
    case "small":
      return `不能小于 ${groupDecimal(fault.min)}。`;
    case "large":
      return `不能大于 ${groupDecimal(fault.max)}。`;
  }
}

function en(fault: NumberFault): string {
  switch (fault.kind) {
    case "unread":
      return "This is not a number we can read. Write it like 1200 or 1,200.5.";
    case "whole":
      return "Only whole numbers fit here.";
    case "decimals":
      return fault.scale === 1 ? "At most 1 decimal." : `At most ${fault.scale} decimals.`;
    case "currency":
      return `The currency here is ${fault.currency}.`;
    case "small":
      return `Must be at least ${groupDecimal(fault.min)}.`;
    case "large":
      return `Must be at most ${groupDecimal(fault.max)}.`;
  }
}

export const numberFaultWords = (fault: NumberFault, locale: string): string => (locale.startsWith("zh") ? zh(fault) : en(fault));

export function useNumberFaultWords(): (fault: NumberFault) => string {
  const { locale } = useUi();
  return useCallback((fault) => numberFaultWords(fault, locale), [locale]);
}
