import { expect, it } from "vitest";
import { closure, countProductionPackages } from "./size-gate.ts";
import { applyPatch } from "./trusted-types-patch.ts";

const patch = { file: "x/y.mjs", pattern: /\.innerHTML = ''/g, replacement: ".replaceChildren()", expected: 2 };

it("patches exactly the places it knows", () => {
  expect(applyPatch(patch, "a.innerHTML = ''; b.innerHTML = '';")).toBe("a.replaceChildren(); b.replaceChildren();");
});

it("fails the build when a package has changed under the patch", () => {
  expect(() => applyPatch(patch, "a.innerHTML = '';")).toThrow(/expected 2 places, found 1/);
  expect(() => applyPatch(patch, "")).toThrow(/found 0/);
});

it("counts production packages only", () => {
  const lock = { packages: { "": {}, "node_modules/a": {}, "node_modules/b": { dev: true }, "node_modules/c": { optional: true } } };
  expect(countProductionPackages(JSON.stringify(lock))).toBe(1);
});

it("follows imports and styles, each once", () => {
  const chunk = (imports: string[], css: string[] = []) => ({ type: "chunk", imports, viteMetadata: { importedCss: new Set(css) } });
  const bundle = { "a.js": chunk(["b.js"], ["a.css"]), "b.js": chunk(["a.js"]), "c.js": chunk([]), "a.css": { type: "asset" } };
  expect([...closure(bundle as never, ["a.js"])].toSorted()).toEqual(["a.css", "a.js", "b.js"]);
});
