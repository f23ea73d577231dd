/**
 * Reading decimals as people write them, without ever going through a float. The one place where typed figures are understood: a text is
 * read as a whole or not at all, so that nothing of it gets lost on the way.
 */

/** What a field takes. */
export interface NumberLimits {
  /** Decimals kept; 0 for whole numbers. Any number of them without. */
  scale?: number;
  /** "12%" is 12. */
  isPercent?: boolean;
  /** The currency of an amount: "USD 500" is not 500 of another one. */
  currency?: string;
  min?: string;
  max?: string;
}

export type NumberFault =
  | { kind: "unread" }
  | { kind: "whole" }
  | { kind: "decimals"; scale: number }
  | { kind: "currency"; currency: string }
  | { kind: "small"; min: string }
  | { kind: "large"; max: string };

/** A plain decimal such as "-1234.5", or why there is none. */
export type Reading = { decimal: string; fault?: undefined } | { decimal?: undefined; fault: NumberFault };

/** RFC 8259, section 6: whole numbers up to here are the same for every reader of JSON. */
const SAFE = "9007199254740991";

/** Full-width forms, which Chinese keyboards give, are the same signs. Nothing else is folded: "12²" is not 122. */
function plainSigns(text: string): string {
  return text
    .replaceAll(/[\uFF01-\uFF5E]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll("￥", "¥")
    .replaceAll("￡", "£")
    .replaceAll("。", ".")
    .replaceAll(/[\u2212\u2013]/g, "-")
    .replaceAll(/[\s\u200B\uFEFF]+/g, " ")
    .trim();
}

const CODES = "CNY|RMB|USD|EUR|HKD|JPY|GBP|TWD|SGD|KRW|AUD|CAD|CHF";
const LEADING = new RegExp(`^([-+]?)\\s*(?:(?:(${CODES})(?![A-Z])\\s*)?[¥$€£]?\\s*)([-+]?)\\s*(.*)$`, "i");
const TRAILING = new RegExp(`^(.*?)\\s*(?:元|(?<![A-Z])(${CODES}))$`, "i");

/** The powers of ten people write as words. Longer words come first. */
const UNITS: Readonly<Record<string, number>> = { 万亿: 12, 萬億: 12, 亿: 8, 億: 8, 万: 4, 萬: 4 };
const FIGURE = /^\d+$|^\d*\.\d*$|^\d{1,3}(?:([,'_ ])\d{3})(?:\1\d{3})*(?:\.\d*)?$/;

/** Digits with or without separators; null when it is anything else, such as "1,2", which some read as 12 and others as 1.2. */
function figure(text: string): { whole: string; fraction: string } | null {
  if (!FIGURE.test(text) || !/\d/.test(text)) return null;
  const [whole = "", fraction = ""] = text.replaceAll(/[,'_ ]/g, "").split(".");
  return { whole, fraction };
}

/** Moves the point to the right. */
function shifted({ whole, fraction }: { whole: string; fraction: string }, by: number): { whole: string; fraction: string } {
  return { whole: whole + fraction.slice(0, by).padEnd(by, "0"), fraction: fraction.slice(by) };
}

/** "1.2亿", "1,200万", "1亿2000万" and plain figures. */
function amount(text: string): { whole: string; fraction: string } | null {
  const joined = /^(\d+) ?[亿億] ?(\d{1,4}) ?[万萬]$/.exec(text);
  if (joined) return figure(`${joined[1] ?? ""}${(joined[2] ?? "").padStart(4, "0")}0000`);
  const unit = Object.keys(UNITS).find((word) => text.endsWith(word));
  if (unit === undefined) return figure(text);
  const found = figure(text.slice(0, -unit.length).trim());
  return found && shifted(found, UNITS[unit] ?? 0);
}

/** Compares two plain decimals. */
export function compareDecimals(a: string, b: string): number {
  const parts = (decimal: string) => {
    const [whole = "", fraction = ""] = decimal.replace(/^-/, "").split(".");
    return { whole: whole.replace(/^0+/, ""), fraction };
  };
  const [x, y] = [parts(a), parts(b)];
  const isNegative = a.startsWith("-");
  if (isNegative !== b.startsWith("-")) return isNegative ? -1 : 1;
  const length = Math.max(x.fraction.length, y.fraction.length);
  const [left, right] = [x.whole + x.fraction.padEnd(length, "0"), y.whole + y.fraction.padEnd(length, "0")];
  const bigger = left.length === right.length ? (left === right ? 0 : left > right ? 1 : -1) : left.length > right.length ? 1 : -1;
  return isNegative ? -bigger || 0 : bigger;
}

/** The sign, the figure and the currency around it. */
function undressed(text: string, isPercent: boolean): { sign: string; rest: string; code: string } | null {
  const bare = isPercent ? text.replace(/ ?%$/, "") : text;
  const lead = LEADING.exec(bare);
  if (!lead) return null;
  const [, outer = "", before = "", inner = "", body = ""] = lead;
  if (outer !== "" && inner !== "") return null;
  const trail = TRAILING.exec(body);
  const [, rest = body, after = ""] = trail ?? [];
  if (before !== "" && after !== "") return null;
  const code = (before || after).toUpperCase();
  return { sign: outer || inner, rest, code: code === "RMB" ? "CNY" : code };
}

/** "1,234.50", "￥１２００", "55万" and "CNY 500" become "1234.50", "1200", "550000" and "500". */
export function readDecimal(text: string, limits: NumberLimits = {}): Reading {
  const unread: Reading = { fault: { kind: "unread" } };
  const found = undressed(plainSigns(text), limits.isPercent === true);
  const parts = found && amount(found.rest);
  if (!parts) return unread;
  if (limits.currency !== undefined && found.code !== "" && found.code !== limits.currency.toUpperCase()) return { fault: { kind: "currency", currency: limits.currency } };
  const { scale } = limits;
  const whole = parts.whole.replace(/^0+(?=\d)/, "") || "0";
  // Noughts beyond the scale say nothing; any other figure there would be lost.
  const fraction = scale !== undefined && parts.fraction.length > scale ? parts.fraction.replace(/0+$/, "").padEnd(scale, "0") : parts.fraction;
  if (scale !== undefined && fraction.length > scale) return { fault: scale === 0 ? { kind: "whole" } : { kind: "decimals", scale } };
  const plain = fraction === "" ? whole : `${whole}.${fraction}`;
  const decimal = found.sign === "-" && /[1-9]/.test(plain) ? `-${plain}` : plain;
  const min = limits.min ?? (scale === 0 ? `-${SAFE}` : undefined);
  const max = limits.max ?? (scale === 0 ? SAFE : undefined);
  if (min !== undefined && compareDecimals(decimal, min) < 0) return { fault: { kind: "small", min } };
  if (max !== undefined && compareDecimals(decimal, max) > 0) return { fault: { kind: "large", max } };
  return { decimal };
}

/** "1234567.5" as "1,234,567.5". What is no number stays as it is. */
export function groupDecimal(decimal: string): string {
  if (!/^-?\d+(?:\.\d+)?$/.test(decimal)) return decimal;
  const [whole = "", fraction] = decimal.split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** As a field shows it while nobody types. Four whole figures stand together: a year is 2020, not 2,020. */
export function shownDecimal(decimal: string, scale: number | undefined): string {
  return scale === 0 && /^-?\d{1,4}$/.test(decimal) ? decimal : groupDecimal(decimal);
}

/** As it is edited: no groups, and no cents where there are none. */
export function plainDecimal(decimal: string): string {
  return decimal.replace(/^(-?\d+)\.0+$/, "$1");
}
