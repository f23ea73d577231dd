/** Sessions below the device they began on, and what their words are. No component. */
import type { GeoPlace, KnownDevice, Language, Session } from "../../lib/api/types";
import { labelIn, localeOf } from "../../lib/i18n/core";

export interface DeviceGroup {
  /** None for sessions whose device is not known any more. */
  device: KnownDevice | null;
  sessions: Session[];
}

const newest = (a: string, b: string): number => b.localeCompare(a);
const lastUse = ({ device, sessions }: DeviceGroup): string => [device?.last_seen_at ?? "", ...sessions.map((session) => session.last_used_at)].toSorted(newest)[0] ?? "";
const isCurrent = ({ device, sessions }: DeviceGroup): boolean => device?.current === true || sessions.some((session) => session.current);

/** The device that asks first, then the last used. Each session whose device is not among them stands alone. */
export function groupByDevice(devices: readonly KnownDevice[], sessions: readonly Session[]): DeviceGroup[] {
  const ids = new Set(devices.map(({ id }) => id));
  const known = devices.map((device) => ({
    device,
    sessions: sessions.filter((session) => session.device_id === device.id).toSorted((a, b) => Number(b.current) - Number(a.current) || newest(a.last_used_at, b.last_used_at)),
  }));
  const loose = sessions.filter((session) => session.device_id === null || !ids.has(session.device_id)).map((session) => ({ device: null, sessions: [session] }));
  return [...known, ...loose].toSorted((a, b) => Number(isCurrent(b)) - Number(isCurrent(a)) || newest(lastUse(a), lastUse(b)));
}

export const lastUsedOf = lastUse;

const NEW_MS = 7 * 86_400_000;
/** First seen within a week: worth a second look. */
export const isNew = (firstSeenAt: string | null, now: number): boolean => firstSeenAt !== null && now - Date.parse(firstSeenAt) < NEW_MS;

export const isPhone = (device: string): boolean => /ios|iphone|ipad|android|phone/i.test(device);

/** "上海，中国", as far as it is known. */
export function placeIn(language: Language, place: GeoPlace | null): string {
  if (place === null) return "";
  const country = place.country ? countryName(language, place.country) : "";
  const city = labelIn(language, place.city);
  return [city, country].filter(Boolean).join(language === "zh" ? "，" : ", ");
}

export function countryName(language: Language, code: string): string {
  try {
    return new Intl.DisplayNames([localeOf(language)], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

const WHYS = [
  "signed_out", "ended_by_owner", "ended_by_administrator", "password_changed", "factors_reset", "disabled", "address_changed", "device_lost", "compromised", "left", "idle", "expired",
  "too_many", "sso_logout", "sso_unlinked", "sso_provider_removed",
] as const;
export type EndedWhy = (typeof WHYS)[number] | "sso" | "other";
export const whyOf = (why: string | null): EndedWhy => WHYS.find((known) => known === why) ?? (why?.startsWith("sso") ? "sso" : "other");

const PROOFS = [
  "password", "passkey", "totp", "email_code", "sms_code", "recovery_code", "set_up_link", "invitation_link", "reset_link", "new_password", "sso", "mailed_code",
] as const;
export type Proof = (typeof PROOFS)[number];

/** Each once: how firmly a passkey or a provider proved it is not said here. */
export function proofsOf(strength: readonly string[]): Proof[] {
  const plain = strength.map((word) => (word === "passkey_verified" ? "passkey" : word.startsWith("sso") ? "sso" : word));
  return PROOFS.filter((known) => plain.includes(known));
}
