/** axe on every page, on a desk and on a phone, in both themes: nothing serious, nothing critical. On a phone nothing is wider than it, either. */
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { JOURNEYS } from "./support/journeys.ts";
import { BEFORE_SIGN_IN, placesOn, SIGNED_IN } from "./support/pages.ts";
import { settled } from "./support/settled.ts";
import { expect, test } from "./support/test.ts";

interface Found {
  id: string;
  impact: string | null;
  nodes: { target: unknown[]; html: string; failureSummary?: string }[];
}

const { source } = createRequire(import.meta.url)("axe-core") as { source: string };

/** The script goes in past the page's policy, which would rightly refuse it. */
async function serious(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(source);
  const options = JSON.stringify({ resultTypes: ["violations"], ...(rules && { runOnly: { type: "rule", values: rules } }) });
  const found = (await page.evaluate(`axe.run(document, ${options}).then((result) => result.violations)`)) as Found[];
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.slice(0, 4).map((node) => `${id}: ${node.target.join(" ")} — ${node.html.slice(0, 140)} — ${(node.failureSummary ?? "").replaceAll(/\s+/g, " ").slice(0, 220)}`));
}

/** The pages in parts, so that all workers have something to do to the end. */
const PARTS = 4;
const part = (number: number, phone: boolean) => placesOn(SIGNED_IN, phone).filter((_place, index) => index % PARTS === number - 1);

/** Themes differ in their colors and in nothing else: in the dark, the rules on color are enough. */
const OF_COLOR = ["color-contrast", "link-in-text-block"];

async function seriousInBothThemes(page: Page): Promise<string[]> {
  const light = await serious(page);
  await page.evaluate(() => (document.documentElement.dataset["theme"] = "dark"));
  await settled(page);
  return [...light, ...(await serious(page, OF_COLOR)).map((found) => `dark: ${found}`)];
}

/** What has to be scrolled sideways: the page, or a panel that lies over it (WCAG 2.2, 1.4.10 Reflow). */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("[role=dialog], [role=alertdialog], .k-drawer-content")]
      .filter((element) => element.scrollWidth > element.clientWidth)
      .map((element) => `${element.tagName}.${element.className}: ${element.scrollWidth} of ${element.clientWidth}`),
  );

const LOOKS = [
  { name: "on a desk", look: { theme: "light", language: "zh" } },
  { name: "on a phone", look: { theme: "light", language: "en", phone: true } },
] as const;

for (const { name, look } of LOOKS) {
  test(`nothing serious before sign-in, ${name}`, async ({ stranger, company, setUpLink }) => {
    for (const place of BEFORE_SIGN_IN) {
      const page = await stranger(await place.path(company, setUpLink), look);
      await settled(page);
      await place.act?.(page);
      await settled(page);
      if ("phone" in look) expect.soft(await tooWide(page), place.name).toEqual([]);
      expect.soft(await seriousInBothThemes(page), place.name).toEqual([]);
      await page.close();
    }
  });

  for (const journey of JOURNEYS) {
    test(`nothing serious on the way of a person ${journey.name}, ${name}`, async ({ stranger, company }) => {
      test.setTimeout(120_000);
      const page = await stranger("/sign-in", look);
      await journey.run(page, company, async (at) => {
        await settled(page);
        if ("phone" in look) expect.soft(await tooWide(page), at).toEqual([]);
        expect.soft(await seriousInBothThemes(page), at).toEqual([]);
        await page.evaluate(() => (document.documentElement.dataset["theme"] = "light"));
      });
    });
  }

  for (let number = 1; number <= PARTS; number++) {
    test(`nothing serious on any page, ${name}, part ${number}`, async ({ open, company, setUpLink }) => {
      // Fifteen pages in one test.
      test.setTimeout(180_000);
      const page = await open("admin", "/me/profile", look);
      for (const place of part(number, "phone" in look)) {
        await page.goto(await place.path(company, setUpLink));
        await settled(page);
        await place.act?.(page);
        await settled(page);
        if ("phone" in look) expect.soft(await tooWide(page), place.name).toEqual([]);
        expect.soft(await seriousInBothThemes(page), place.name).toEqual([]);
      }
    });
  }
}
