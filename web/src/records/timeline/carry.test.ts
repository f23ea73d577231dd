import { describe, expect, test } from "vitest";
import type { Field, ObjectMeta } from "../../lib/api/types";
import { carryOver, hasWords } from "./carry";

const field = (name: string, type: string) => ({ name, type, access: "edit", read_only: false, retired: false, system: false }) as unknown as Field;
const activity = (name: string, ...fields: Field[]) => ({ name, title_field: "subject", fields: [field("subject", "text"), ...fields] }) as unknown as ObjectMeta;
const task = activity("task", field("due_at", "datetime"), field("body", "long_text"));
const call = activity("call", field("summary", "long_text"));
const note = activity("note", field("body", "rich_text"));

describe("another kind", () => {
  test("takes subject and words along, whatever they are called there; the rest waits", () => {
    expect(carryOver(task, { subject: "寄合同", body: "两份", due_at: "2026-11-22T00:00:00Z" }, call, {})).toEqual({ left: { due_at: "2026-11-22T00:00:00Z" }, taken: { subject: "寄合同", summary: "两份" } });
  });
  test("keeps what it has of its own, and then nothing is lost either", () => {
    expect(carryOver(task, { subject: "new", body: "b" }, call, { subject: "old" })).toEqual({ left: { subject: "new" }, taken: { subject: "old", summary: "b" } });
  });
  test("words keep their lines between plain and formatted text, and signs stay signs", () => {
    const { taken } = carryOver(task, { body: "a < b & c\nsecond" }, note, {});
    expect(taken).toEqual({ body: "<p>a &lt; b &amp; c</p><p>second</p>" });
    expect(carryOver(note, taken, call, {}).taken).toEqual({ summary: "a < b & c\nsecond" });
  });
  test("nothing written is nothing taken", () => expect(carryOver(task, {}, note, {})).toEqual({ left: {}, taken: {} }));
});

test("a draft is somebody's words, not a choice alone", () => {
  expect(hasWords(task, { due_at: "x" })).toBe(false);
  expect(hasWords(task, null)).toBe(false);
  expect(hasWords(task, { body: "x" })).toBe(true);
  expect(hasWords(call, { subject: "x" })).toBe(true);
});
