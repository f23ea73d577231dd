/** Draws a rich text value with React elements of a fixed list of tags. */
import { createElement, Fragment, type ReactNode } from "react";
import { parseRichText, type RichNode } from "../../lib/richtext";
import "./rich_text.css";

function draw(nodes: readonly RichNode[]): ReactNode {
  return nodes.map((node, index) => {
    if (typeof node === "string") return <Fragment key={index}>{node}</Fragment>;
    if (node.tag === "br" || node.tag === "hr") return createElement(node.tag, { key: index });
    if (node.tag === "a") {
      return node.href === null ? (
        <Fragment key={index}>{draw(node.children)}</Fragment>
      ) : (
        <a key={index} href={node.href} target="_blank" rel="noopener noreferrer nofollow">
          {draw(node.children)}
        </a>
      );
    }
    return createElement(node.tag, { key: index }, draw(node.children));
  });
}

export function RichText({ html }: { html: string }) {
  return <div className="f-rich">{draw(parseRichText(html))}</div>;
}
