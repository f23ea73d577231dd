import { describe, expect, it } from "vitest";
import { defineDict, type Dict, fill, labelIn } from "./core";

const modules = import.meta.glob<Record<string, Dict<string>>>("./dict/*.ts", { eager: true });
const areas = Object.entries(modules).flatMap(([file, exports]) => Object.entries(exports).map(([name, dict]) => [`${file} ${name}`, dict] as const));
const params = (word: string) => [...new Set([...word.matchAll(/\{(\w+)/g)].map((match) => match[1]))].toSorted();

describe("fill", () => {
  it("puts parameters in, numbers in the reader's way", () => {
    expect(fill("zh", "{n} 条，{who}", { n: 12345, who: "林婉清" })).toBe("12,345 条，林婉清");
  });
  it("chooses the plural", () => {
    expect(fill("en", "{n} {n|record|records}", { n: 1 })).toBe("1 record");
    expect(fill("en", "{n} {n|record|records}", { n: 2 })).toBe("2 records");
    expect(fill("en", "{n} {n|record|records}", { n: 0 })).toBe("0 records");
  });
  it("writes the name of an object small inside an English sentence, and leaves abbreviations", () => {
    expect(fill("en", "No {name:noun} yet", { name: "Sales Orders" })).toBe("No sales orders yet");
    expect(fill("en", "New {name:noun}", { name: "SKU" })).toBe("New SKU");
    expect(fill("zh", "新建{name:noun}", { name: "Lead" })).toBe("新建Lead");
  });
  it("leaves an absent parameter to be seen", () => {
    expect(fill("en", "Hello {name}")).toBe("Hello {name}");
  });
});

describe("labels", () => {
  it("fall back to the other language when theirs is empty", () => {
    expect(labelIn("en", { zh: "客户", en: "" })).toBe("客户");
    expect(labelIn("zh", { zh: "", en: "Account" })).toBe("Account");
    expect(labelIn("zh", null)).toBe("");
  });
});

describe("dictionaries", () => {
  it("are found", () => expect(areas.length).toBeGreaterThan(3));
  it.each(areas)("%s says everything in both languages, with the same parameters", (_, dict) => {
    expect(Object.keys(dict.en).toSorted()).toEqual(Object.keys(dict.zh).toSorted());
    for (const key of Object.keys(dict.zh)) {
      const zh = dict.zh[key] ?? "";
      const en = dict.en[key] ?? "";
      expect(zh, key).not.toBe("");
      expect(en, key).not.toBe("");
      expect(params(en), key).toEqual(params(zh));
    }
  });
  it("keep what they were given", () => {
    expect(defineDict({ a: "甲" }, { a: "A" })).toEqual({ zh: { a: "甲" }, en: { a: "A" } });
  });
});
