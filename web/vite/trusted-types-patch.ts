/**
 * Rewrites the few places in our packages that assign to `innerHTML`, which the page's `require-trusted-types-for 'script'`
 * refuses. A patch whose pattern is not found exactly as often as expected fails the build: an upgraded package has to be read again.
 * Not for our own code: there the lint forbids `innerHTML` outright.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Plugin } from "vite";

export interface Patch {
  /** The whole path from the package's name on: a re-export elsewhere may carry the same file name. */
  file: string;
  pattern: RegExp;
  replacement: string;
  expected: number;
}

export const PATCHES: readonly Patch[] = [
  {
    file: "react-aria/dist/private/live-announcer/LiveAnnouncer.mjs",
    pattern: /\.innerHTML = ''/g,
    replacement: ".replaceChildren()",
    expected: 2,
  },
];

/** Applies one patch. Throws when the pattern is not found exactly `expected` times. */
export function applyPatch(patch: Patch, code: string): string {
  const found = code.match(patch.pattern)?.length ?? 0;
  if (found !== patch.expected) {
    throw new Error(
      `trusted-types-patch: ${patch.file}: expected ${patch.expected} places, found ${found}. ` +
        "The package has changed: read its new source and mend vite/trusted-types-patch.ts.",
    );
  }
  return code.replaceAll(patch.pattern, patch.replacement);
}

function packageRoot(name: string): string {
  const require = createRequire(import.meta.url);
  for (const dir of require.resolve.paths(name) ?? []) {
    const root = path.join(dir, name);
    if (existsSync(root)) return root;
  }
  throw new Error(`trusted-types-patch: package ${name} is not installed`);
}

export function trustedTypesPatch(): Plugin {
  return {
    name: "kedun:trusted-types-patch",
    enforce: "pre",
    apply: "build",
    buildStart() {
      for (const patch of PATCHES) {
        const [name = "", ...rest] = patch.file.split("/");
        applyPatch(patch, readFileSync(path.join(packageRoot(name), ...rest), "utf8"));
      }
    },
    transform(code, id) {
      const file = id.split("?")[0]?.replaceAll("\\", "/") ?? "";
      const patch = PATCHES.find((p) => file.endsWith(`/node_modules/${p.file}`));
      return patch ? { code: applyPatch(patch, code), map: null } : null;
    },
  };
}
