/** What of a half-written activity goes along when another kind is chosen: its subject and its words. The rest waits in the draft of its own kind. Pure. */
import { isEmpty } from "../../fields/values";
import type { Field, ObjectMeta } from "../../lib/api/types";
import { parseRichText, type RichNode } from "../../lib/richtext";
import type { Draft } from "../form/draft";
import { isWritable } from "../form/model";

const WORDS = ["long_text", "rich_text"];

/** The field that holds what was said. */
export const wordsField = (activity: ObjectMeta): Field | undefined => activity.fields.find((field) => isWritable(field) && !field.system && WORDS.includes(field.type));

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const BLOCKS = new Set(["p", "li", "h1", "h2", "h3", "h4", "blockquote", "pre", "hr"]);

function plainOf(html: string): string {
  const text = (nodes: readonly RichNode[]): string =>
    nodes.map((node) => (typeof node === "string" ? node : node.tag === "br" ? "\n" : `${text(node.children)}${BLOCKS.has(node.tag) ? "\n" : ""}`)).join("");
  return text(parseRichText(html)).replaceAll(/\n{3,}/g, "\n\n").trim();
}

const richOf = (text: string): string =>
  text
    .split(/\n/)
    .map((line) => `<p>${line.replaceAll(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign)}</p>`)
    .join("");

function asType(text: unknown, from: Field, to: Field): unknown {
  if (typeof text !== "string" || from.type === to.type) return text;
  return to.type === "rich_text" ? richOf(text) : plainOf(text);
}

/** Takes subject and words out of one draft and puts them into the other, where it does not have its own. */
export function carryOver(from: ObjectMeta, draft: Draft, to: ObjectMeta, into: Draft): { left: Draft; taken: Draft } {
  const left = { ...draft };
  const taken = { ...into };
  const move = (source: Field | undefined, target: Field | undefined) => {
    if (!source || !target || isEmpty(left[source.name]) || !isEmpty(taken[target.name])) return;
    taken[target.name] = asType(left[source.name], source, target);
    delete left[source.name];
  };
  const titleOf = (meta: ObjectMeta) => meta.fields.find((field) => field.name === meta.title_field);
  move(titleOf(from), titleOf(to));
  move(wordsField(from), wordsField(to));
  return { left, taken };
}

/** Whether there is something in a draft that somebody wrote, and not only picked. */
export const hasWords = (activity: ObjectMeta, draft: Draft | null): boolean => draft !== null && [activity.title_field, wordsField(activity)?.name].some((name) => name !== undefined && !isEmpty(draft[name]));
