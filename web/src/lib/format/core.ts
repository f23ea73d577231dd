/**
 * Numbers, money and time as people read them, in a language and a time zone that are given. Formatters are cached: making one costs
 * far more than using it, and a list shows thousands. Not for parsing what people type.
 */
import type { Address, Language, Money } from "../api/types";
import { localeOf } from "../i18n/core";

export interface FormatContext {
  language: Language;
  /** IANA name, for example Asia/Shanghai. */
  timeZone: string;
}

const cache = new Map<string, unknown>();
function cached<F>(key: string, make: () => F): F {
  let found = cache.get(key) as F | undefined;
  if (found === undefined) {
    found = make();
    cache.set(key, found);
  }
  return found;
}
function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return cached(`n${language}${JSON.stringify(options)}`, () => new Intl.NumberFormat(localeOf(language), options));
}
function dateFormat({ language, timeZone }: FormatContext, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return cached(`d${language}${timeZone}${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(localeOf(language), { timeZone, ...options }));
}

/** Decimals come as strings and are formatted as strings, so no digit is lost on the way. */
type Exact = Parameters<Intl.NumberFormat["format"]>[0];
const exact = (value: string | number): Exact => value as Exact;
const DECIMAL = /^-?\d+(?:\.\d+)?$/;

export function formatNumber({ language }: FormatContext, value: string | number, scale?: number | null): string {
  if (typeof value === "string" && !DECIMAL.test(value)) return value;
  return numberFormat(language, { minimumFractionDigits: scale ?? 0, maximumFractionDigits: scale ?? 6 }).format(exact(value));
}

/** `12.5` is 12.5 %. */
/** A whole number. Four figures stand together: a year is 2017, not 2,017. */
export function formatWhole({ language }: FormatContext, value: string | number): string {
  if (typeof value === "string" && !DECIMAL.test(value)) return value;
  return numberFormat(language, { maximumFractionDigits: 0, useGrouping: "min2" }).format(exact(value));
}

export function formatPercent(context: FormatContext, value: string | number): string {
  return `${formatNumber(context, value)}%`;
}

/** The whole amount: ¥1,200.00, or ¥1,200 when there are no cents and `trim` is asked. */
export function formatMoney({ language }: FormatContext, { amount, currency }: Money, trim = true): string {
  if (!DECIMAL.test(amount)) return amount;
  const whole = trim && !/\.\d*[1-9]/.test(amount);
  const options: Intl.NumberFormatOptions = { style: "currency", currency, currencyDisplay: "narrowSymbol" };
  if (whole) options.maximumFractionDigits = 0;
  try {
    return numberFormat(language, options).format(exact(amount));
  } catch {
    // A currency code the browser does not know is shown as it is.
    return `${currency} ${formatNumber({ language, timeZone: "UTC" }, amount)}`;
  }
}

/** Short amounts: 4,286万 and 1.3亿 in Chinese, 42.9M in English. */
export function formatCompact({ language }: FormatContext, value: string | number): string {
  const options: Intl.NumberFormatOptions = { notation: "compact", maximumFractionDigits: 1 };
  if (language === "zh") Object.assign(options, { useGrouping: "always" });
  return numberFormat(language, options).format(exact(value));
}

export function formatMoneyCompact({ language }: FormatContext, { amount, currency }: Money): string {
  if (!DECIMAL.test(amount)) return amount;
  if (Math.abs(Number(amount)) < 10_000) return formatMoney({ language, timeZone: "UTC" }, { amount, currency });
  try {
    const options = { style: "currency", currency, currencyDisplay: "narrowSymbol", notation: "compact", maximumFractionDigits: 1, minimumFractionDigits: 0, useGrouping: "always" } as const;
    return numberFormat(language, options).format(exact(amount));
  } catch {
    return `${currency} ${formatCompact({ language, timeZone: "UTC" }, amount)}`;
  }
}

/** A calendar day such as "2026-11-22" has no time zone and must not get one. */
function dayAsUtc(day: string): Date | null {
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

export type DateStyle = "short" | "medium" | "long";
const DATE_STYLES: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  short: { month: "numeric", day: "numeric" },
  medium: { year: "numeric", month: "short", day: "numeric" },
  long: { year: "numeric", month: "long", day: "numeric", weekday: "short" },
};

export function formatDate(context: FormatContext, day: string, style: DateStyle = "medium"): string {
  const date = dayAsUtc(day);
  return date ? dateFormat({ ...context, timeZone: "UTC" }, DATE_STYLES[style]).format(date) : day;
}

export function formatDateTime(context: FormatContext, instant: string, style: DateStyle = "medium", withSeconds = false): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  return dateFormat(context, { ...DATE_STYLES[style], hour: "2-digit", minute: "2-digit", ...(withSeconds && { second: "2-digit" }), hourCycle: "h23" }).format(date);
}

export function formatTime(context: FormatContext, instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : dateFormat(context, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);
}

/** The calendar day of an instant in the reader's zone, as "2026-11-22". */
export function dayOf({ timeZone }: FormatContext, instant: Date): string {
  return cached(`day${timeZone}`, () => new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" })).format(instant);
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** "3 minutes ago", "yesterday", "in 2 weeks". Days are counted by the reader's calendar, not by 24 hours. */
export function formatRelative(context: FormatContext, instant: string, now: Date): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const words = cached(`r${context.language}`, () => new Intl.RelativeTimeFormat(localeOf(context.language), { numeric: "auto" }));
  const diff = date.getTime() - now.getTime();
  const from = dayAsUtc(dayOf(context, now))?.getTime() ?? 0;
  const to = dayAsUtc(dayOf(context, date))?.getTime() ?? 0;
  const days = Math.round((to - from) / DAY_MS);
  if (Math.abs(diff) < MINUTE_MS) return context.language === "zh" ? "刚刚" : "just now";
  if (Math.abs(diff) < 60 * MINUTE_MS) return words.format(Math.trunc(diff / MINUTE_MS), "minute");
  if (days === 0) return words.format(Math.trunc(diff / (60 * MINUTE_MS)), "hour");
  if (Math.abs(days) < 14) return words.format(days, "day");
  if (Math.abs(days) < 60) return words.format(Math.trunc(days / 7), "week");
  if (Math.abs(days) < 365) return words.format(Math.trunc(days / 30), "month");
  return words.format(Math.trunc(days / 365), "year");
}

const BYTE_UNITS = ["B", "KB", "MB", "GB", "TB"];
export function formatBytes(context: FormatContext, bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${formatNumber(context, value, value < 10 && unit > 0 ? 1 : 0)} ${BYTE_UNITS[unit] ?? "B"}`;
}

/** Chinese addresses go from large to small without spaces; others from small to large with commas. */
export function formatAddress({ language }: FormatContext, address: Address): string {
  const { country, province, city, district, street, postcode } = address;
  if (language === "zh") {
    const inside = [province, city === province ? undefined : city, district, street].filter(Boolean).join("");
    return [inside, postcode].filter(Boolean).join(" ") || (country ?? "");
  }
  return [street, district, city, province, postcode, country].filter(Boolean).join(", ");
}
