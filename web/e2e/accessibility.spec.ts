/** axe on every page, in both themes, and on a phone: nothing serious, nothing critical. */
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { BEFORE_SIGN_IN, settled, SIGNED_IN } from "./support/pages.ts";
import { expect, test } from "./support/test.ts";

interface Found {
  id: string;
  impact: string | null;
  nodes: { target: unknown[]; html: string; failureSummary?: string }[];
}

const { source } = createRequire(import.meta.url)("axe-core") as { source: string };

/** The script goes in past the page's policy, which would rightly refuse it. */
async function serious(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations)')) as Found[];
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.slice(0, 4).map((node) => `${id}: ${node.target.join(" ")} — ${node.html.slice(0, 140)} — ${(node.failureSummary ?? "").replaceAll(/\s+/g, " ").slice(0, 220)}`));
}

test.describe.configure({ mode: "parallel" });

for (const theme of ["light", "dark"] as const) {
  test(`nothing serious before sign-in, ${theme}`, async ({ stranger, company }) => {
    for (const place of BEFORE_SIGN_IN) {
      const page = await stranger(place.path(company), { theme, language: "zh" });
      await settled(page);
      expect.soft(await serious(page), place.name).toEqual([]);
      await page.close();
    }
  });

  // The two widths share their colors: once in the dark is enough.
  for (const phone of theme === "light" ? [false, true] : [false]) {
    test(`nothing serious on any page, ${theme}${phone ? ", on a phone" : ""}`, async ({ open, company }) => {
      test.setTimeout(120_000);
      const page = await open("admin", "/me/profile", { theme, phone, language: phone ? "en" : "zh" });
      for (const place of SIGNED_IN) {
        await page.goto(place.path(company));
        await settled(page);
        await place.act?.(page);
        await settled(page);
        expect.soft(await serious(page), place.name).toEqual([]);
      }
    });
  }
}
