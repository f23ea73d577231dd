/** Changes cached lists and records without asking the server: the arithmetic of optimistic writes. Pure, so it can be tested. */
import type { InfiniteData } from "@tanstack/react-query";
import type { Count, KedunRecord, RecordList } from "../../lib/api/types";

export type Pages = InfiniteData<RecordList, string | null>;
export type Held = Pages | RecordList;

const isPages = (held: Held): held is Pages => "pages" in held;

/** All rows of all pages. A row that moved while pages were fetched can come twice: the first place wins, the newest state is shown. */
export function mergePages(pages: readonly RecordList[]): KedunRecord[] {
  const rows = new Map<string, KedunRecord>();
  for (const page of pages) {
    for (const record of page.items) {
      const held = rows.get(record.id);
      if (!held || record.version > held.version) rows.set(record.id, record);
    }
  }
  return [...rows.values()];
}

/** A count that stopped somewhere says "more than"; how many of those went is not known, so it stays until the server counts anew. */
const lessBy = (count: Count | null, gone: number): Count | null => (count && !count.capped ? { ...count, value: Math.max(0, count.value - gone) } : count);

/** Gives every held record to `change`; null takes it out. The same object comes back when nothing changed. */
export function mapHeld<H extends Held>(held: H, change: (record: KedunRecord) => KedunRecord | null): H {
  const mapPage = (page: RecordList): RecordList => {
    let touched = false;
    let gone = 0;
    const items = page.items.flatMap((record) => {
      const next = change(record);
      if (next !== record) touched = true;
      if (next === null) gone++;
      return next === null ? [] : [next];
    });
    if (!touched) return page;
    return { ...page, items, count: gone > 0 ? lessBy(page.count, gone) : page.count };
  };
  if (!isPages(held)) return mapPage(held) as H;
  const pages = held.pages.map(mapPage);
  if (pages.every((page, index) => page === held.pages[index])) return held;
  // The count stands on the first page only, and rows may have gone from any of them.
  const gone = held.pages.reduce((sum, page) => sum + page.items.length, 0) - pages.reduce((sum, page) => sum + page.items.length, 0);
  const first = pages[0];
  const firstBefore = held.pages[0];
  if (gone > 0 && first && firstBefore) pages[0] = { ...first, count: lessBy(firstBefore.count, gone) };
  return { ...held, pages };
}

/** Without these rows, and without the pages they leave empty: what is fetched anew is then no more than what is still shown. */
export function withoutRows<H extends Held>(held: H, gone: ReadonlySet<string>): H {
  const rest: Held = mapHeld(held, (record) => (gone.has(record.id) ? null : record));
  if (rest === held || !isPages(rest)) return rest as H;
  const isKept = (index: number) => index === 0 || (rest.pages[index]?.items.length ?? 0) > 0;
  return { ...rest, pages: rest.pages.filter((_, index) => isKept(index)), pageParams: rest.pageParams.filter((_, index) => isKept(index)) } as H;
}

/** Puts a record first, as a new one or one that has just moved here. */
export function prepend<H extends Held>(held: H, record: KedunRecord): H {
  const put = (page: RecordList): RecordList => ({
    ...page,
    items: [record, ...page.items.filter((entry) => entry.id !== record.id)],
    count: page.count && { ...page.count, value: page.count.value + 1 },
  });
  if (!isPages(held)) return put(held) as H;
  const [first, ...rest] = held.pages;
  return first ? { ...held, pages: [put(first), ...rest] } : held;
}

/** The record with other values. A list holds only some fields: others are not added to it, except those that were written. */
export function withValues(record: KedunRecord, values: Record<string, unknown>): KedunRecord {
  return { ...record, values: { ...record.values, ...values } };
}

/** What the server answered, put where an older state stood. */
export function withAnswer(held: KedunRecord, answer: KedunRecord): KedunRecord {
  return answer.version < held.version ? held : { ...held, ...answer, values: { ...held.values, ...answer.values } };
}

/** Fields both sides changed since `base`: only these need a person to decide. */
export function clashes(base: Record<string, unknown>, theirs: Record<string, unknown>, mine: Record<string, unknown>, same: (a: unknown, b: unknown) => boolean): string[] {
  return Object.keys(mine).filter((field) => !same(base[field], theirs[field]) && !same(theirs[field], mine[field]));
}
