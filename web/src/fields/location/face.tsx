/** A point on the earth. */
import { LocateFixed } from "lucide";
import type { FieldFace } from "../types";
import { asLocation } from "../values";

function point(value: unknown): string {
  const found = asLocation(value);
  if (!found) return "";
  const side = (degrees: number, plus: string, minus: string) => `${Math.abs(degrees).toFixed(5)}° ${degrees < 0 ? minus : plus}`;
  return `${side(found.lat, "N", "S")}, ${side(found.lng, "E", "W")}`;
}

export const face: FieldFace = { icon: LocateFixed, width: 200, isInline: false, Cell: ({ value }) => <span className="num ellipsis">{point(value)}</span>, words: point };
