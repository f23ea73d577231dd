import { describe, expect, it } from "vitest";
import { parseRichText, richTextToPlain, safeHref, snippetWords } from "./index";

describe("rich text", () => {
  it("reads known tags into a tree", () => {
    expect(parseRichText("<p>a <strong>b</strong><br></p>")).toEqual([
      { tag: "p", href: null, children: ["a ", { tag: "strong", href: null, children: ["b"] }, { tag: "br", href: null, children: [] }] },
    ]);
  });
  it("keeps the words of unknown tags and drops scripts whole", () => {
    expect(richTextToPlain('<div onclick="x()">hello</div><script>alert(1)</script><img src=x onerror=y>')).toBe("hello");
  });
  it("reads entities once", () => {
    expect(parseRichText("&lt;b&gt; &amp;lt; &#20113;")).toEqual(["<b> &lt; 云"]);
  });
  it("keeps only addresses that cannot run anything", () => {
    expect(parseRichText('<a href="javascript:alert(1)">x</a>')).toEqual([{ tag: "a", href: null, children: ["x"] }]);
    expect(parseRichText('<a href="&#106;avascript:alert(1)">x</a>')).toEqual([{ tag: "a", href: null, children: ["x"] }]);
    expect(safeHref(" https://example.com ")).toBe("https://example.com");
  });
  it("closes what is left open, and does not fall over deep nesting", () => {
    expect(parseRichText("<p><em>a")).toHaveLength(1);
    expect(() => parseRichText("<b>".repeat(20_000))).not.toThrow();
  });
});

describe("a snippet", () => {
  it("of a rich text has no tags, even where it was cut in one", () => {
    expect(snippetWords("<p>工业机器人系列，<strong>负载</strong> 5 &amp; 10 kg</p><ul><li>IP67</li")).toBe("工业机器人系列，负载 5 & 10 kg IP67");
    expect(snippetWords('<p class="x">a &am')).toBe("a");
  });
  it("of a plain text stays as it is", () => expect(snippetWords("if a <b and b> c &amp")).toBe("if a <b and b> c &amp"));
});
