/**
 * The tests' own `test`: a server with its company for every worker, and pages that are watched.
 * `open("rep", "/o/account")` is a page of that person, in that person's language.
 */
import { test as base, type BrowserContext, type Page } from "@playwright/test";
import { type Company, foundCompany, newcomer, type Newcomer, setUpInBrowser, type Who } from "./company.ts";
import { expectClean, reportViolations, watch } from "./guard.ts";
import { startServer } from "./server.ts";
import { countRequests } from "./settled.ts";

export interface Look {
  language?: "zh" | "en";
  theme?: "light" | "dark";
  phone?: boolean;
  /** What the browser calls itself. */
  agent?: string;
}

interface PerTest {
  /** A page of somebody who is signed in. Give `theme` or `phone` to look at it otherwise. */
  open(who: Who, path: string, look?: Look): Promise<Page>;
  /** Somebody of this test alone, who has just accepted their invitation by the API. */
  someone(plan?: Parameters<typeof newcomer>[1]): Promise<Newcomer>;
  /** A page of nobody. */
  stranger(path: string, look?: Look): Promise<Page>;
}

/** Of the network for tests (RFC 2544). */
let networks = 0;

const PHONE = { width: 390, height: 844 };

interface PerWorker {
  company: Company;
  /** The link of another server, which nobody has set up; started for those who ask. */
  setUpLink: string;
}

export const test = base.extend<PerTest, PerWorker>({
  setUpLink: [
    async ({}, use) => {
      const server = await startServer();
      await use(server.setUpLink);
      await server.close();
    },
    { scope: "worker", timeout: 120_000 },
  ],

  company: [
    async ({ browser }, use) => {
      const server = await startServer();
      const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "zh-CN" });
      await context.addInitScript(reportViolations);
      const page = await context.newPage();
      const seen = watch(page);
      await setUpInBrowser(page, server.setUpLink);
      await context.close();
      expectClean(seen);
      const company = await foundCompany(server);
      await use(company);
      await company.close();
      await server.close();
    },
    { scope: "worker", timeout: 120_000 },
  ],

  someone: async ({ company }, use) => {
    const people: Newcomer[] = [];
    await use(async (plan) => {
      const person = await newcomer(company, plan);
      people.push(person);
      return person;
    });
    for (const { api } of people) await api.close();
  },

  stranger: async ({ browser, company }, use) => {
    const opened: { context: BrowserContext; seen: string[] }[] = [];
    await use(async (path, look = {}) => {
      const context = await browser.newContext({
        ignoreHTTPSErrors: true,
        baseURL: company.url,
        locale: look.language === "en" ? "en-US" : "zh-CN",
        colorScheme: look.theme ?? "light",
        extraHTTPHeaders: { "X-Forwarded-For": `198.18.${++networks}.7` },
        ...(look.agent && { userAgent: look.agent }),
        ...(look.phone ? { viewport: PHONE, hasTouch: true } : {}),
      });
      await context.addInitScript(reportViolations);
      const page = await context.newPage();
      countRequests(page);
      opened.push({ context, seen: watch(page) });
      await page.goto(path);
      return page;
    });
    for (const { context } of opened) await context.close();
    expectClean(opened.flatMap(({ seen }) => seen));
  },

  open: async ({ browser, company }, use) => {
    const opened: { context: BrowserContext; seen: string[] }[] = [];
    await use(async (who, path, look = {}) => {
      const person = company.people[who];
      const language = look.language ?? person.language;
      await person.api.send("PATCH", "/me", { language, theme: look.theme ?? "light" });
      const context = await browser.newContext({
        ignoreHTTPSErrors: true,
        baseURL: company.url,
        storageState: await person.api.context.storageState(),
        locale: language === "en" ? "en-US" : "zh-CN",
        ...(look.phone ? { viewport: PHONE, hasTouch: true } : {}),
      });
      await context.addInitScript(reportViolations);
      const page = await context.newPage();
      countRequests(page);
      opened.push({ context, seen: watch(page) });
      await page.goto(path);
      return page;
    });
    for (const { context } of opened) await context.close();
    expectClean(opened.flatMap(({ seen }) => seen));
  },
});

export { expect } from "@playwright/test";
