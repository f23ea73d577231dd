import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { chunkGroups } from "./vite/chunks.ts";
import { sizeGate } from "./vite/size-gate.ts";
import { trustedTypesPatch } from "./vite/trusted-types-patch.ts";

/** Where `npm run dev` finds the API. Any Kedun server will do. */
const api = process.env["KEDUN_API"] ?? "http://127.0.0.1:8770";

export default defineConfig({
  plugins: [
    { ...optimizeLocales.vite({ locales: ["zh-CN", "en-US"] }), enforce: "pre" },
    trustedTypesPatch(),
    react(),
    sizeGate({
      // Kilobytes of gzip for everything a first visit to the route must load. Of the list's 170 (November 2026): React 66, router and
      // history 24, cache 12, styles 11, icons 4, Grid 6, and some 47 of our own shell, fields and lists, of which the words of both
      // languages are 5. The first trial's 150 had neither saved views nor bulk actions nor a shell; only another router would bring it back.
      limits: { "sign-in": 100, list: 172 },
      otherwise: 180,
      beforeSignIn: ["sign-in", "set-up", "invitation"],
      maxProductionPackages: 55,
    }),
  ],
  build: {
    target: "es2022",
    // The policy has no data: and no inline script (ui.md, trap 14).
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    // Names of chunks stand in every first visit's list of what belongs together: short ones spare it a kilobyte.
    rolldownOptions: { output: { codeSplitting: { groups: chunkGroups }, chunkFileNames: "assets/[hash].js" } },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: { "/api": { target: api, changeOrigin: false } },
  },
  test: { include: ["src/**/*.test.{ts,tsx}", "vite/**/*.test.ts"], environment: "node" },
});
