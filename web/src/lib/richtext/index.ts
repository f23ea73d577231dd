/**
 * Reads the server's sanitized rich text into a tree of known tags, for React to draw. No HTML parser of the browser is asked and no
 * Trusted Types policy is needed: what is not on the list becomes its text. Not for editing.
 */

export interface RichElement {
  tag: string;
  href: string | null;
  children: RichNode[];
}
export type RichNode = string | RichElement;

const TAGS = new Set(["p", "br", "strong", "b", "em", "i", "u", "s", "ul", "ol", "li", "h1", "h2", "h3", "h4", "blockquote", "code", "pre", "a", "hr"]);
const EMPTY_TAGS = new Set(["br", "hr"]);
const DROPPED_WHOLE = new Set(["script", "style"]);
const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };
const MAX_DEPTH = 100;

function decode(text: string): string {
  return text.replaceAll(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]{2,6});/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return NAMED[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Only addresses that cannot run anything. */
export function safeHref(value: string): string | null {
  return /^(https?:\/\/|mailto:|tel:)/i.test(value.trim()) ? value.trim() : null;
}

function hrefOf(attributes: string): string | null {
  const found = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes);
  const value = found?.[1] ?? found?.[2] ?? found?.[3];
  return value === undefined ? null : safeHref(decode(value));
}

/** The tree of a rich text value. Never throws: broken markup closes where it ends. */
export function parseRichText(html: string): RichNode[] {
  const root: RichElement = { tag: "", href: null, children: [] };
  const stack: RichElement[] = [root];
  const top = () => stack.at(-1) ?? root;
  let dropping: string | null = null;
  for (const token of html.match(/<!--[\s\S]*?-->|<\/?[a-z][^>]*>|[^<]+|</gi) ?? []) {
    const tag = /^<(\/?)([a-z][a-z0-9]*)([^>]*)>$/i.exec(token);
    const name = tag?.[2]?.toLowerCase() ?? "";
    const closing = tag?.[1] === "/";
    if (dropping !== null) {
      if (closing && name === dropping) dropping = null;
    } else if (!tag) {
      if (!token.startsWith("<!--")) top().children.push(decode(token));
    } else if (DROPPED_WHOLE.has(name)) {
      if (!closing) dropping = name;
    } else if (TAGS.has(name)) {
      if (closing) {
        const open = stack.findLastIndex((element) => element.tag === name);
        if (open > 0) stack.length = open;
      } else {
        const element: RichElement = { tag: name, href: name === "a" ? hrefOf(tag[3] ?? "") : null, children: [] };
        top().children.push(element);
        if (!EMPTY_TAGS.has(name) && stack.length < MAX_DEPTH) stack.push(element);
      }
    }
  }
  return root.children;
}

/** The words alone, for a list cell or a card. */
export function richTextToPlain(html: string): string {
  const text = (nodes: readonly RichNode[]): string =>
    nodes.map((node) => (typeof node === "string" ? node : node.tag === "br" ? " " : `${text(node.children)} `)).join("");
  return text(parseRichText(html)).replaceAll(/\s+/g, " ").trim();
}

const STARTS_RICH = /^\s*<(?:p|ul|ol|h[1-4]|blockquote|pre)\b[^>]*>/i;

/** A piece of a value, such as what a search found, without the tags if it is of a rich text. It may have been cut in the middle of a tag. */
export function snippetWords(snippet: string): string {
  return STARTS_RICH.test(snippet) ? richTextToPlain(snippet.replace(/<[^<>]*$|&#?\w{0,7}$/, "")) : snippet;
}
