/**
 * Fails the build when a route's first visit grows over its limit, or when the app rests on too many production packages.
 * A route is a lazily imported module named …Page.tsx under src/pages/<name>/ or src/records/<name>/ (what a page opens later is no first visit);
 * its weight is the gzip size of the entry,
 * its frames (App and Shell, or AuthApp) and the page with everything they import statically, scripts and styles together.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

type Bundle = Rolldown.OutputBundle;
type Chunk = Rolldown.OutputChunk;

export interface SizeGateOptions {
  limits: Record<string, number>;
  otherwise: number;
  /** Pages before sign-in, which stand in a frame of their own. */
  beforeSignIn: readonly string[];
  maxProductionPackages: number;
}

/** All files a chunk needs before it can run. */
export function closure(bundle: Bundle, start: readonly string[]): Set<string> {
  const files = new Set<string>();
  const todo = [...start];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (files.has(name)) continue;
    files.add(name);
    const chunk = bundle[name];
    if (chunk?.type !== "chunk") continue;
    todo.push(...chunk.imports, ...(chunk.viteMetadata?.importedCss ?? []));
  }
  return files;
}

/** How many packages the lock file would install without the development ones. */
export function countProductionPackages(lock: string): number {
  const { packages } = JSON.parse(lock) as { packages: Record<string, { dev?: boolean; optional?: boolean }> };
  return Object.entries(packages).filter(([name, entry]) => name !== "" && !entry.dev && !entry.optional).length;
}

function pageName(chunk: Chunk): string | null {
  const id = chunk.facadeModuleId?.replaceAll("\\", "/") ?? "";
  return /\/src\/(?:pages|records)\/([^/]+)\/\w+Page\.tsx$/.exec(id)?.[1] ?? null;
}

export function sizeGate(options: SizeGateOptions): Plugin {
  return {
    name: "kedun:size-gate",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_output, bundle) {
        const count = countProductionPackages(readFileSync("package-lock.json", "utf8"));
        const problems: string[] = [];
        if (count > options.maxProductionPackages) {
          problems.push(`${count} production packages, at most ${options.maxProductionPackages} are allowed`);
        }
        const weights = new Map<string, number>();
        const weigh = (name: string): number => {
          const known = weights.get(name);
          if (known !== undefined) return known;
          const file = bundle[name];
          const source = file === undefined ? "" : file.type === "chunk" ? file.code : file.source;
          const bytes = gzipSync(source, { level: 9 }).length;
          weights.set(name, bytes);
          return bytes;
        };
        const chunks = Object.values(bundle).filter((file): file is Chunk => file.type === "chunk");
        const entry = chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName);
        const frame = (...modules: string[]) =>
          modules.map((module) => {
            const chunk = chunks.find((each) => each.moduleIds.some((id) => id.replaceAll("\\", "/").endsWith(module)));
            if (!chunk) throw new Error(`size gate: ${module} is in no chunk; mend the list of frames`);
            return chunk.fileName;
          });
        const shell = frame("/src/App.tsx", "/src/shell/Shell.tsx");
        const auth = frame("/src/AuthApp.tsx");
        const lines: string[] = [];
        for (const chunk of chunks) {
          const name = chunk.isDynamicEntry ? pageName(chunk) : null;
          if (name === null) continue;
          const start = [...entry, ...(options.beforeSignIn.includes(name) ? auth : shell)];
          const bytes = [...closure(bundle, [...start, chunk.fileName])].reduce((sum, file) => sum + weigh(file), 0);
          const limit = options.limits[name] ?? options.otherwise;
          const kb = bytes / 1000;
          lines.push(`  ${name.padEnd(16)} ${kb.toFixed(1).padStart(6)} kB  of ${limit}`);
          if (kb > limit) problems.push(`route ${name} weighs ${kb.toFixed(1)} kB gz, at most ${limit} kB are allowed`);
        }
        console.log(`size gate: ${count} production packages\n${lines.toSorted().join("\n")}`);
        if (problems.length > 0) this.error(`size gate: ${problems.join("; ")}`);
      },
    },
  };
}
