/**
 * The browser tests: they start the real program and work with it as people do.
 *
 * `KEDUN_BIN` is the program (default: the debug build), `KEDUN_CHROMIUM` the browser. A debug build reads `dist/` when it runs, so build
 * the web app first. With `KEDUN_PICTURES=<folder>` the project `pictures` is there as well, which writes a picture of every page.
 */
import { defineConfig } from "@playwright/test";

const isRoot = process.getuid?.() === 0;
const pictures = process.env["KEDUN_PICTURES"];

export default defineConfig({
  testDir: "e2e",
  outputDir: "../target/playwright",
  // One more than the smallest machine has cores: a worker waits for its browser and its server half of the time.
  workers: 3,
  fullyParallel: true,
  retries: 0,
  forbidOnly: Boolean(process.env["CI"]),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: {
    ignoreHTTPSErrors: true,
    viewport: { width: 1440, height: 900 },
    timezoneId: "Asia/Shanghai",
    actionTimeout: 15_000,
    // Recording slows every test; what a failed page looked like is kept all the same.
    trace: process.env["KEDUN_TRACE"] ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["KEDUN_CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--disable-dev-shm-usage", ...(isRoot ? ["--no-sandbox"] : [])],
    },
  },
  projects: [{ name: "flows", testMatch: "**/*.spec.ts" }, ...(pictures ? [{ name: "pictures", testMatch: "**/pictures.ts", timeout: 600_000 }] : [])],
});
