/** The arithmetic of a board: counts and sums when a card goes from one column to another. Pure and exact. */
import type { Group, Money } from "../../lib/api/types";

/** Adds two decimals as strings, without a float in between. */
export function addDecimal(a: string, b: string): string {
  const scale = Math.max(fraction(a).length, fraction(b).length);
  const sum = units(a, scale) + units(b, scale);
  if (scale === 0) return sum.toString();
  const digits = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, "0");
  return `${sum < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
const fraction = (decimal: string): string => decimal.split(".")[1] ?? "";
function units(decimal: string, scale: number): bigint {
  const digits = decimal.replace("-", "").split(".")[0] ?? "0";
  const whole = BigInt(`${digits === "" ? "0" : digits}${fraction(decimal).padEnd(scale, "0")}`);
  return decimal.startsWith("-") ? -whole : whole;
}
export const negated = (decimal: string): string => (/^-/.test(decimal) ? decimal.slice(1) : /[1-9]/.test(decimal) ? `-${decimal}` : decimal);

function withAmount(sums: readonly Money[], money: Money | null, sign: 1 | -1): Money[] {
  if (!money) return [...sums];
  const amount = sign === 1 ? money.amount : negated(money.amount);
  if (!sums.some((sum) => sum.currency === money.currency)) return [...sums, { amount, currency: money.currency }];
  return sums.map((sum) => (sum.currency === money.currency ? { ...sum, amount: addDecimal(sum.amount, amount) } : sum)).filter((sum) => /[1-9]/.test(sum.amount));
}

function changed(groups: readonly Group[], key: string, field: string | null, money: Money | null, sign: 1 | -1): Group[] {
  const known = groups.some((group) => group.key === key) ? groups : [...groups, { key, count: 0, sums: {} }];
  return known.map((group) =>
    group.key === key
      ? { ...group, count: Math.max(0, group.count + sign), sums: field === null ? group.sums : { ...group.sums, [field]: withAmount(group.sums[field] ?? [], money, sign) } }
      : group,
  );
}

/** The groups after one card went from `from` to `to`. */
export function movedGroups(groups: readonly Group[], from: string, to: string, field: string | null, money: Money | null): Group[] {
  if (from === to) return [...groups];
  return changed(changed(groups, from, field, money, -1), to, field, money, 1);
}
