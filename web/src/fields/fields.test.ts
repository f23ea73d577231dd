import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Field } from "../lib/api/types";
import { FIELD_TYPE_NAMES } from "./names";
import { groupPhone } from "./phone/group";
import { FACES, faceOf } from "./registry";
import type { Say } from "./say";
import { asAddress, asFiles, asLink, asLocation, asMoney, isEmpty, sameValue, wireValue } from "./values";

describe("every field type of the server", () => {
  // The word each type has in the API stands in one match arm of crates/metadata: `Self::Text { .. } => "text",`.
  const source = readFileSync(path.resolve(import.meta.dirname, "../../../crates/metadata/src/field_type.rs"), "utf8");
  const arms = [...source.matchAll(/^\s+Self::\w+ \{[ .]*\} => "([a-z_]+)",$/gm)].map((match) => match[1] ?? "");
  test("is known here, and no other", () => expect([...new Set(arms)].sort()).toEqual([...FIELD_TYPE_NAMES].sort()));
  test("has a face and a folder of its own", () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    for (const name of FIELD_TYPE_NAMES) {
      expect(FACES[name], name).toBeDefined();
      expect(folders, name).toContain(name);
    }
  });
  test("a type of a newer server is shown as text", () => expect(faceOf({ type: "hologram" as Field["type"] })).toBe(FACES.text));
});

describe("values are read without trust", () => {
  test("a wrong shape is the same as none", () => {
    for (const wrong of [null, undefined, 5, "x", [], { amount: 5 }]) expect(asMoney(wrong)).toBeNull();
    expect(asMoney({ amount: "1.50", currency: "CNY" })).toEqual({ amount: "1.50", currency: "CNY" });
    expect(asLink({ id: "1" })).toBeNull();
    expect(asLink({ id: "1", object: "account" })).toEqual({ id: "1", object: "account", label: null });
    expect(asLocation({ lat: "x", lng: 1 })).toBeNull();
    expect(asAddress({ city: "苏州", street: 7 })).toEqual({ city: "苏州" });
    expect(asFiles([{ id: "f", name: "a.pdf", size: 3 }, 4])).toHaveLength(1);
  });
  test("empty is null, no words, no entries; false and zero are values", () => {
    expect([null, undefined, "", []].every(isEmpty)).toBe(true);
    expect([0, false, "0", [0]].some(isEmpty)).toBe(false);
    expect(sameValue("", null)).toBe(true);
    expect(sameValue(0, null)).toBe(false);
  });
  test("what is written is what the API takes", () => {
    expect(wireValue({ type: "user" }, { id: "u", label: "A" })).toBe("u");
    expect(wireValue({ type: "link" }, { id: "a", label: "A", object: "account" })).toEqual({ id: "a", object: "account" });
    expect(wireValue({ type: "tags" }, null)).toEqual([]);
    expect(wireValue({ type: "text" }, "")).toBeNull();
    expect(wireValue({ type: "boolean" }, false)).toBe(false);
  });
});

test("numbers of telephones in groups", () => {
  expect(groupPhone("+8613812345678")).toBe("138 1234 5678");
  expect(groupPhone("+862158881234")).toBe("021-58881234");
  expect(groupPhone("+861058881234")).toBe("010-58881234");
  expect(groupPhone("+8651288881234")).toBe("0512-88881234");
  expect(groupPhone("+14155550100")).toBe("+1 415 555 0100");
  expect(groupPhone("138****5678")).toBe("138****5678");
});

test("words of a choice: its option's, or the key of one that is gone", () => {
  const say = { label: (label: { en: string }) => label.en } as unknown as Say;
  const choice = { type: "choice", options: [{ key: "won", label: { zh: "赢单", en: "Won" } }] } as unknown as Field;
  expect(FACES.choice.words("won", choice, say)).toBe("Won");
  expect(FACES.choice.words("gone", choice, say)).toBe("gone");
});
