/** What ended, as far as there was any of it, the weightiest first. */
import type { Compromise, EndedKind } from "../../lib/api/types";

const ORDER: readonly EndedKind[] = ["sessions", "devices", "tokens", "links", "codes", "invitations", "flows", "jobs"];

export const endedCounts = ({ ended }: Pick<Compromise, "ended">): { kind: EndedKind; n: number }[] => ORDER.map((kind) => ({ kind, n: ended[kind] })).filter(({ n }) => n > 0);

const MAX_DAYS = 365;
export const daysFrom = (text: string): number | null => (/^\d{1,3}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= MAX_DAYS ? Number(text) : null);
