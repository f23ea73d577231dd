/** Rich text between its HTML and the editor's document. Neither way asks the browser to parse HTML. */
import type { Mark, Node, Schema } from "prosemirror-model";
import { parseRichText, type RichNode } from "../../lib/richtext";

interface JsonMark {
  type: string;
  attrs?: Record<string, unknown>;
}
interface JsonNode {
  type: string;
  text?: string;
  attrs?: Record<string, unknown>;
  content?: JsonNode[];
  marks?: JsonMark[];
}

const MARKS: Record<string, string> = { strong: "strong", b: "strong", em: "em", i: "em", u: "underline", s: "strike", code: "code" };

function inline(nodes: readonly RichNode[], marks: JsonMark[]): JsonNode[] {
  return nodes.flatMap((node): JsonNode[] => {
    if (typeof node === "string") {
      const text = node.replaceAll(/\s+/g, " ");
      return text === "" ? [] : [{ type: "text", text, marks }];
    }
    if (node.tag === "br") return [{ type: "hard_break" }];
    const mark: JsonMark | null = node.tag === "a" ? (node.href === null ? null : { type: "link", attrs: { href: node.href } }) : MARKS[node.tag] ? { type: MARKS[node.tag] ?? "" } : null;
    return inline(node.children, mark && !marks.some((held) => held.type === mark.type) ? [...marks, mark] : marks);
  });
}

const isBlock = (node: RichNode): boolean => typeof node !== "string" && /^(p|h[1-4]|ul|ol|li|blockquote|pre|hr)$/.test(node.tag);
const plain = (nodes: readonly RichNode[]): string => nodes.map((node) => (typeof node === "string" ? node : node.tag === "br" ? "\n" : plain(node.children))).join("");

/** Loose words between blocks become paragraphs of their own. */
function blocks(nodes: readonly RichNode[]): JsonNode[] {
  const result: JsonNode[] = [];
  let loose: RichNode[] = [];
  const flush = () => {
    const content = inline(loose, []);
    if (content.some((node) => node.type !== "text" || node.text?.trim() !== "")) result.push({ type: "paragraph", content });
    loose = [];
  };
  for (const node of nodes) {
    if (typeof node === "string" || !isBlock(node)) loose.push(node);
    else {
      flush();
      result.push(...block(node.tag, node.children));
    }
  }
  flush();
  return result;
}

function block(tag: string, children: readonly RichNode[]): JsonNode[] {
  if (tag === "hr") return [{ type: "horizontal_rule" }];
  if (tag === "p") return [{ type: "paragraph", content: inline(children, []) }];
  if (tag === "pre") {
    const text = plain(children);
    return [{ type: "code_block", content: text === "" ? [] : [{ type: "text", text }] }];
  }
  if (tag === "blockquote") {
    const content = blocks(children);
    return content.length > 0 ? [{ type: "blockquote", content }] : [];
  }
  if (tag === "ul" || tag === "ol") {
    const items = children.flatMap((child) => (typeof child !== "string" && child.tag === "li" ? [item(child.children)] : []));
    return items.length > 0 ? [{ type: tag === "ul" ? "bullet_list" : "ordered_list", content: items }] : [];
  }
  if (tag === "li") return blocks(children);
  return [{ type: "heading", attrs: { level: Math.max(2, Number(tag.slice(1)) || 2) }, content: inline(children, []) }];
}

function item(children: readonly RichNode[]): JsonNode {
  const content = blocks(children);
  return { type: "list_item", content: content[0]?.type === "paragraph" ? content : [{ type: "paragraph", content: [] }, ...content] };
}

export function documentOf(schema: Schema, html: string): Node {
  const content = blocks(parseRichText(html));
  return schema.nodeFromJSON({ type: "doc", content: content.length > 0 ? content : [{ type: "paragraph" }] });
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
const MARK_TAGS: Record<string, string> = { strong: "strong", em: "em", underline: "u", strike: "s", code: "code" };

function marked(text: string, marks: readonly Mark[]): string {
  return marks.reduceRight((inside, mark) => {
    if (mark.type.name === "link") return `<a href="${escape(String(mark.attrs["href"]))}">${inside}</a>`;
    const tag = MARK_TAGS[mark.type.name];
    return tag === undefined ? inside : `<${tag}>${inside}</${tag}>`;
  }, text);
}

const BLOCK_TAGS: Record<string, string> = { paragraph: "p", blockquote: "blockquote", code_block: "pre", bullet_list: "ul", ordered_list: "ol", list_item: "li" };

function write(node: Node): string {
  if (node.isText) return marked(escape(node.text ?? ""), node.marks);
  if (node.type.name === "hard_break") return "<br>";
  if (node.type.name === "horizontal_rule") return "<hr>";
  let inside = "";
  node.forEach((child) => {
    inside += write(child);
  });
  const tag = node.type.name === "heading" ? `h${String(node.attrs["level"])}` : BLOCK_TAGS[node.type.name];
  return tag === undefined ? inside : `<${tag}>${inside}</${tag}>`;
}

/** "" for a document that holds no words. */
export function htmlOf(document: Node): string {
  return document.textContent.trim() === "" ? "" : write(document);
}
