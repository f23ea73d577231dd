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
      // Kilobytes of gzip for everything a first visit to the route must load.
      // The aim for the list is 150: the frame without any page takes 139 of it today.
      limits: { "sign-in": 120, list: 180 },
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
    rolldownOptions: { output: { codeSplitting: { groups: chunkGroups } } },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: { "/api": { target: api, changeOrigin: false } },
  },
  test: { include: ["src/**/*.test.{ts,tsx}", "vite/**/*.test.ts"], environment: "node" },
});
