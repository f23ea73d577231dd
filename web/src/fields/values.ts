/** Reads the values of the wire without trusting their shape: a wrong one is the same as an empty one. */
import type { Address, Field, FileRef, LinkRef, Location, Money, Ref } from "../lib/api/types";

type Shape = Record<string, unknown>;
const shape = (value: unknown): Shape | null => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Shape) : null);
const string = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
export function asText(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
/** A decimal as its exact string, or null. */
export function asDecimal(value: unknown): string | null {
  const text = asText(value);
  return text === "" ? null : text;
}
export function asMoney(value: unknown): Money | null {
  const found = shape(value);
  const amount = asDecimal(found?.["amount"]);
  const currency = string(found?.["currency"]);
  return amount !== null && currency !== undefined ? { amount, currency } : null;
}
export function asRef(value: unknown): Ref | null {
  const found = shape(value);
  const id = string(found?.["id"]);
  return id === undefined ? null : { id, label: string(found?.["label"]) ?? null };
}
export function asLink(value: unknown): LinkRef | null {
  const ref = asRef(value);
  const object = string(shape(value)?.["object"]);
  return ref && object !== undefined ? { ...ref, object } : null;
}
export function asStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];
}
export function asAddress(value: unknown): Address {
  const found = shape(value);
  const address: Address = {};
  for (const part of ["country", "province", "city", "district", "street", "postcode"] as const) {
    const text = string(found?.[part]);
    if (text !== undefined) address[part] = text;
  }
  return address;
}
export function asFiles(value: unknown): FileRef[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry): FileRef[] => {
    const found = shape(entry);
    const id = string(found?.["id"]);
    if (!found || id === undefined) return [];
    return [{ id, name: string(found["name"]) ?? id, size: Number(found["size"] ?? 0), media_type: string(found["media_type"]) ?? "" }];
  });
}
export function asLocation(value: unknown): Location | null {
  const found = shape(value);
  const [lat, lng] = [Number(found?.["lat"]), Number(found?.["lng"])];
  return found && Number.isFinite(lat) && Number.isFinite(lng) ? { lat, lng } : null;
}

/** What is sent for a value that was read: files go as their ids, everything else as it came. */
export function wireValue(field: Pick<Field, "type">, value: unknown): unknown {
  if (isEmpty(value)) return field.type === "tags" || field.type === "multi_choice" || field.type === "file" ? [] : null;
  if (field.type === "file") return asFiles(value).map((file) => file.id);
  if (field.type === "user" || field.type === "team") return asRef(value)?.id ?? null;
  if (field.type === "link") {
    const link = asLink(value);
    return link ? { id: link.id, object: link.object } : null;
  }
  return value;
}

export const sameValue = (a: unknown, b: unknown): boolean => (isEmpty(a) && isEmpty(b)) || JSON.stringify(a) === JSON.stringify(b);
