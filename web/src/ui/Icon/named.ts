/**
 * Icons that metadata names. Those of the shipped objects are here; the others come with `ensureIcons` when an object asks for one.
 * An unknown name gets the plain box.
 */
import { Box, Building2, CalendarDays, Handshake, MapPin, Package, Phone, Sprout, SquareCheck, StickyNote, UserRound, UsersRound } from "lucide";
import type { IconNode } from "lucide";

const known = new Map<string, IconNode>(
  Object.entries({
    box: Box,
    "building-2": Building2,
    building: Building2,
    "calendar-days": CalendarDays,
    calendar: CalendarDays,
    handshake: Handshake,
    "map-pin": MapPin,
    package: Package,
    phone: Phone,
    sprout: Sprout,
    "square-check": SquareCheck,
    "check-square": SquareCheck,
    "sticky-note": StickyNote,
    note: StickyNote,
    "user-round": UserRound,
    user: UserRound,
    "users-round": UsersRound,
    users: UsersRound,
  }),
);

export function namedIcon(name: string): IconNode {
  return known.get(name) ?? Box;
}

let more: Promise<void> | null = null;

async function loadMore(): Promise<void> {
  const { MORE_ICONS } = await import("./more");
  for (const [name, icon] of Object.entries(MORE_ICONS)) known.set(name, icon);
}

/** Loads the rest of the icons if one of the names needs it. Without the network they stay boxes. */
export async function ensureIcons(names: readonly string[]): Promise<void> {
  if (names.every((name) => known.has(name))) return;
  more ??= loadMore();
  await more.catch(() => {
    more = null;
  });
}

/** All names one can choose from, once `ensureIcons(["*"])` has run. */
export function iconNames(): string[] {
  return [...known.keys()];
}
