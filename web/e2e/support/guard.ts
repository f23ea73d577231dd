/**
 * What no page may ever do: break the content policy, throw, or write an error or a warning to the console.
 * The browser itself notes every refused request there; a refusal is part of many tests, a failing server of none.
 */
import { expect, type Page } from "@playwright/test";

const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/;

export function watch(page: Page): string[] {
  const seen: string[] = [];
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type()) || REFUSED.test(message.text())) return;
    seen.push(`${message.type()} on ${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => seen.push(`thrown on ${page.url()}: ${error.stack ?? error.message}`));
  page.on("crash", () => seen.push(`crashed on ${page.url()}`));
  return seen;
}

/** Runs before any script of the page. */
export function reportViolations(): void {
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`);
  });
}

export function expectClean(seen: readonly string[]): void {
  expect(seen, "policy violations, errors and warnings").toEqual([]);
}
