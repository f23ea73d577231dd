/**
 * The house rules no compiler knows: who may import whom, and what never appears in the source.
 * Run by `npm run lint`; it prints every breach and exits 1 if there is one.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const web = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const src = path.join(web, "src");

/** What each area of src/ may import. An area may always import itself, except that pages never import each other. */
const MAY_IMPORT = {
  design: [],
  ui: ["design"],
  lib: [],
  fields: ["ui", "lib"],
  records: ["ui", "lib", "fields"],
  parts: ["ui", "lib", "fields"],
  pages: ["ui", "lib", "fields", "records", "parts"],
  shell: ["ui", "lib", "design"],
  routes: ["ui", "lib", "shell", "pages", "records"],
  "": ["ui", "lib", "shell", "routes", "design", "pages"],
};
const REACT_ARIA = /^(react-aria|react-stately|@react-aria|@react-types)([-/]|$)/;
const FORBIDDEN = [
  [/\binnerHTML\b|\bouterHTML\b|dangerouslySetInnerHTML|insertAdjacentHTML|createPolicy/, "HTML from strings is only for lib/trusted", /^lib\/trusted/],
  [/(?::|\bas|<)\s*any\b/, "no `any`", null],
  [/\beval\(|new Function\(/, "no code from strings", null],
  [/@ts-(?:ignore|nocheck)/, "no switched-off type checks", null],
  [/\bTODO\b(?!\(#\d+\))/, "a TODO carries an issue, TODO(#12), or does not stay", null],
];
const MAX_LINES = 400;

/** @param {string} dir @returns {string[]} */
function walk(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(dir, entry.name);
    return entry.isDirectory() ? walk(full) : [full];
  });
}

const problems = [];
for (const file of walk(src).filter((f) => /\.(tsx?|css)$/.test(f))) {
  const rel = path.relative(src, file).replaceAll("\\", "/");
  const parts = rel.split("/");
  const area = parts.length > 1 ? parts[0] : "";
  const text = readFileSync(file, "utf8");
  const lines = text.split("\n");
  const report = (line, words) => problems.push(`src/${rel}:${line}: ${words}`);
  if (lines.length > MAX_LINES) report(lines.length, `over ${MAX_LINES} lines: look for the second subject`);
  if (rel.endsWith(".css")) continue;
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/.*$/gm, (c) => c.replaceAll(/[^\n]/g, " "));
  code.split("\n").forEach((line, index) => {
    for (const [pattern, words, except] of FORBIDDEN) {
      if (pattern.test(line) && !(except && except.test(rel))) report(index + 1, words);
    }
    const spec = /(?:\bfrom\s+|\bimport\s*\(?\s*)["']([^"']+)["']/.exec(line)?.[1];
    if (!spec) return;
    if (REACT_ARIA.test(spec) && area !== "ui") report(index + 1, `only ui/ imports ${spec}`);
    if (/^@tanstack\/react-(query|router)/.test(spec) && area === "ui") report(index + 1, "ui/ knows no router and no query");
    if (!spec.startsWith(".")) return;
    const target = path.relative(src, path.resolve(path.dirname(file), spec)).replaceAll("\\", "/");
    const targetParts = target.split("/");
    const targetArea = targetParts.length > 1 ? targetParts[0] : "";
    if (target.startsWith("..")) report(index + 1, `${spec} leaves src/`);
    else if (targetArea === area) {
      if (area === "pages" && targetParts[1] !== parts[1]) report(index + 1, `page ${parts[1]} imports page ${targetParts[1]}`);
    } else if (!(area in MAY_IMPORT)) report(index + 1, `src/${area} is not an area of the app`);
    else if (!MAY_IMPORT[area].includes(targetArea)) report(index + 1, `${area || "src"} may not import ${targetArea || target}`);
  });
}

const html = readFileSync(path.join(web, "index.html"), "utf8");
if (/<script(?![^>]*\bsrc=)/.test(html)) problems.push("index.html: no inline script");
if (/<style|\sstyle=|\son[a-z]+=/.test(html)) problems.push("index.html: no inline style or handler");

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
console.log("lint: clean");
