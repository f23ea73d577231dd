/** What pages about the log keep in their addresses: a period and the instants it becomes, by the reader's calendar days; and whose acts. */

export const RANGES = ["all", "today", "week", "month", "custom"] as const;
export type Range = (typeof RANGES)[number];

/** The instant a calendar day begins in a zone. The zone's offset is looked up at the day itself, so summer time is right. */
export function startOfDay(day: string, timeZone: string): Date {
  const utc = new Date(`${day}T00:00:00Z`);
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const offsetAt = (instant: Date): number => {
    const found = Object.fromEntries(parts.formatToParts(instant).map(({ type, value }) => [type, value]));
    return Date.parse(`${found["year"]}-${found["month"]}-${found["day"]}T${found["hour"]}:${found["minute"]}:${found["second"]}Z`) - instant.getTime();
  };
  const first = new Date(utc.getTime() - offsetAt(utc));
  return new Date(utc.getTime() - offsetAt(first));
}

const addDays = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

const BACK: Partial<Record<string, number>> = { today: 0, week: 6, month: 29 };

/** Own times are taken only when they are asked for. `today` is the reader's calendar day. */
export function periodOf(get: (name: string) => string, today: string, timeZone: string): { from?: string; to?: string } {
  const range = get("range");
  const days = BACK[range];
  if (days !== undefined) return { from: startOfDay(addDays(today, -days), timeZone).toISOString() };
  if (range !== "custom") return {};
  return { ...(get("from") !== "" && { from: get("from") }), ...(get("to") !== "" && { to: get("to") }) };
}

/** Where it stands what an account touched. The name goes along: whoever reads the log need not be allowed to read users. */
export const touchedHref = ({ id, name }: { id: string; name: string }): string => `/security/timeline?user=${encodeURIComponent(id)}&name=${encodeURIComponent(name)}`;
