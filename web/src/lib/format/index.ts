/** The formatters bound to the reader's language and zone. */
import { useMemo } from "react";
import type { Address, Money } from "../api/types";
import { useLanguage } from "../i18n";
import { useTimeZone } from "../preferences";
import * as core from "./core";

export type { DateStyle, FormatContext } from "./core";

export function useFormat() {
  const language = useLanguage();
  const timeZone = useTimeZone();
  return useMemo(() => {
    const context: core.FormatContext = { language, timeZone };
    return {
      context,
      number: (value: string | number, scale?: number | null) => core.formatNumber(context, value, scale),
      whole: (value: string | number) => core.formatWhole(context, value),
      percent: (value: string | number) => core.formatPercent(context, value),
      money: (value: Money, trim?: boolean) => core.formatMoney(context, value, trim),
      moneyCompact: (value: Money) => core.formatMoneyCompact(context, value),
      compact: (value: string | number) => core.formatCompact(context, value),
      /** A short date leaves out the year only when it is this one. */
      date: (day: string, style?: core.DateStyle) => core.formatDate(context, day, style === "short" && day.slice(0, 4) !== core.dayOf(context, new Date()).slice(0, 4) ? "medium" : style),
      dateTime: (instant: string, style?: core.DateStyle) => core.formatDateTime(context, instant, style),
      /** To the second, where the order of things within a minute matters. */
      dateTimeExact: (instant: string) => core.formatDateTime(context, instant, "medium", true),
      time: (instant: string) => core.formatTime(context, instant),
      relative: (instant: string, now: Date = new Date()) => core.formatRelative(context, instant, now),
      today: () => core.dayOf(context, new Date()),
      bytes: (bytes: number) => core.formatBytes(context, bytes),
      address: (address: Address) => core.formatAddress(context, address),
    };
  }, [language, timeZone]);
}

export type Format = ReturnType<typeof useFormat>;
