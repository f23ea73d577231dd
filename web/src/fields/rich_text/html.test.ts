import { describe, expect, test } from "vitest";
import { documentOf, htmlOf } from "./html";
import { schema } from "./schema";

const round = (html: string): string => htmlOf(documentOf(schema, html));

describe("rich text there and back", () => {
  test.each([
    "<p>Hello <strong>you</strong> and <em>me</em></p>",
    '<p>See <a href="https://example.com/?a=1&amp;b=2">this</a></p>',
    "<ul><li><p>one</p></li><li><p>two</p><ol><li><p>three</p></li></ol></li></ul>",
    "<h2>Title</h2><blockquote><p>quoted</p></blockquote><pre>a &lt; b</pre>",
    "<p>line<br>next</p><hr><p><u>u</u> <s>s</s> <code>c</code></p>",
  ])("%s", (html) => expect(round(html)).toBe(html));
  test("loose words become paragraphs, bare list items too", () => {
    expect(round("hello <b>you</b>")).toBe("<p>hello <strong>you</strong></p>");
    expect(round("<ul><li>one</li></ul>")).toBe("<ul><li><p>one</p></li></ul>");
  });
  test("what may not be there is gone", () => {
    expect(round('<p onclick="x()">a<script>alert(1)</script></p>')).toBe("<p>a</p>");
    expect(round('<a href="javascript:alert(1)">x</a>')).toBe("<p>x</p>");
    expect(round("<img src=x onerror=alert(1)>")).toBe("");
  });
  test("no words are no value", () => {
    expect(round("")).toBe("");
    expect(round("<p> </p>")).toBe("");
  });
});
