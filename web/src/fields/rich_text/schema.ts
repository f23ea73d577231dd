/** The document a rich text value may be: exactly the tags the server keeps. */
import { Schema } from "prosemirror-model";
import { nodes, marks } from "prosemirror-schema-basic";
import { bulletList, listItem, orderedList } from "prosemirror-schema-list";
import { safeHref } from "../../lib/richtext";

export const HEADING_LEVELS = [2, 3, 4];

export const schema = new Schema({
  nodes: {
    doc: nodes.doc,
    paragraph: nodes.paragraph,
    blockquote: nodes.blockquote,
    heading: { ...nodes.heading, attrs: { level: { default: 2 } }, parseDOM: [{ tag: "h1", attrs: { level: 2 } }, ...HEADING_LEVELS.map((level) => ({ tag: `h${level}`, attrs: { level } }))] },
    code_block: nodes.code_block,
    horizontal_rule: nodes.horizontal_rule,
    bullet_list: { ...bulletList, content: "list_item+", group: "block" },
    ordered_list: { ...orderedList, content: "list_item+", group: "block" },
    list_item: { ...listItem, content: "paragraph block*" },
    text: nodes.text,
    hard_break: nodes.hard_break,
  },
  marks: {
    link: {
      attrs: { href: {} },
      inclusive: false,
      parseDOM: [
        {
          tag: "a[href]",
          getAttrs: (dom) => {
            const href = dom instanceof HTMLElement ? safeHref(dom.getAttribute("href") ?? "") : null;
            return href === null ? false : { href };
          },
        },
      ],
      toDOM: (mark) => ["a", { href: String(mark.attrs["href"]), rel: "noopener noreferrer nofollow" }, 0],
    },
    em: marks.em,
    strong: marks.strong,
    underline: { parseDOM: [{ tag: "u" }], toDOM: () => ["u", 0] },
    strike: { parseDOM: [{ tag: "s" }, { tag: "del" }], toDOM: () => ["s", 0] },
    code: marks.code,
  },
});
