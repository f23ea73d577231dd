/** What an account touched, as the page shows it: pages of the server joined, by day and by kind. No component. */
import type { Session, Touched, TouchedKind } from "../../lib/api/types";

/** The gravest first. */
export const KINDS: readonly TouchedKind[] = ["exported", "changed", "imported", "viewed", "searched", "account", "settings", "refused", "signed_in", "other"];

/** The server groups within a page; what goes on over its edge is one again. */
export function joined(pages: readonly (readonly Touched[])[]): Touched[] {
  const all: Touched[] = [];
  for (const group of pages.flat()) {
    const last = all.at(-1);
    if (last && last.kind === group.kind && last.object === group.object && last.session === group.session) all[all.length - 1] = both(last, group);
    else all.push(group);
  }
  return all;
}

function both(later: Touched, earlier: Touched): Touched {
  const records = [...new Set([...later.records, ...earlier.records])];
  const twice = later.records.length + earlier.records.length - records.length;
  return {
    ...later,
    from: earlier.from,
    events: later.events + earlier.events,
    actions: [...new Set([...later.actions, ...earlier.actions])],
    records,
    record_count: later.record_count + earlier.record_count - twice,
  };
}

export interface KindCount {
  kind: TouchedKind;
  events: number;
}

export function countKinds(groups: readonly Touched[]): KindCount[] {
  return KINDS.map((kind) => ({ kind, events: groups.filter((group) => group.kind === kind).reduce((sum, group) => sum + group.events, 0) })).filter(({ events }) => events > 0);
}

export interface Day {
  day: string;
  groups: Touched[];
}

/** `dayOf` is the reader's calendar day of an instant. */
export function byDay(groups: readonly Touched[], dayOf: (instant: string) => string): Day[] {
  const days: Day[] = [];
  for (const group of groups) {
    const day = dayOf(group.to);
    const last = days.at(-1);
    if (last?.day === day) last.groups.push(group);
    else days.push({ day, groups: [group] });
  }
  return days;
}

export const touchedId = ({ kind, object, session, to }: Touched): string => [kind, object, session, to].join(" ");

export interface DeviceChoice {
  id: string;
  device: string;
  isLive: boolean;
  lastUsed: string;
}

/** The devices of the sessions that are remembered, also of those that ended with everything else. */
export function devicesOf(live: readonly Session[], over: readonly Session[]): DeviceChoice[] {
  const found = new Map<string, DeviceChoice>();
  for (const session of [...live, ...over]) {
    if (session.device_id === null) continue;
    const known = found.get(session.device_id);
    const isLive = session.ended_at === null;
    if (known) found.set(session.device_id, { ...known, isLive: known.isLive || isLive, lastUsed: known.lastUsed > session.last_used_at ? known.lastUsed : session.last_used_at });
    else found.set(session.device_id, { id: session.device_id, device: session.device, isLive, lastUsed: session.last_used_at });
  }
  return [...found.values()].toSorted((a, b) => b.lastUsed.localeCompare(a.lastUsed));
}
