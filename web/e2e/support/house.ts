/** A company of its own that trusts a real provider, for the tests of single sign-on; and what they have in common. */
import type { Page } from "@playwright/test";
import { type Company, foundCompany, setUpInBrowser } from "./company.ts";
import { CORP, Provider, there } from "./provider.ts";
import { startServer } from "./server.ts";
import { test as base } from "./test.ts";

/** Each belongs to one test. */
export const PEOPLE_THERE = {
  ping: there("ping", "钱平", ["sales", "staff"]),
  mona: there("mona", "Mona Reyes", ["leads"]),
  olga: there("olga", "Olga Petrov", ["sales"]),
  dora: there("dora", "Dora Lang"),
  fang: there("fang", "方敏"),
  emil: there("emil", "Emil Novak", ["sales"]),
  xing: there("xing", "邢越", ["sales"]),
  nils: there("nils", "Nils Berg"),
  ines: there("ines", "Ines Costa", ["sales"]),
  otto: there("otto", "Otto Brandt", ["sales"]),
  nell: there("nell", "Nell Costa"),
};

export interface House {
  provider: Provider;
}

/** A company of its own, which trusts the provider: what is turned here turns for nobody else. */
export const test = base.extend<object, { company: Company; house: House }>({
  company: [
    async ({ browser, house }, use) => {
      const server = await startServer(async (before) => {
        house.provider = await Provider.start(before, PEOPLE_THERE);
        return [house.provider.issuer];
      });
      const page = await browser.newPage({ ignoreHTTPSErrors: true, locale: "zh-CN" });
      await setUpInBrowser(page, server.setUpLink);
      await page.close();
      const company = await foundCompany(server);
      const groups = [
        { group: "sales", roles: ["sales_rep"], team: company.teams.south },
        { group: "leads", roles: ["sales_manager"], team: company.teams.north },
      ];
      await company.people.admin.api.send("PUT", `/security/sso/${CORP}`, { on: true, client_secret: house.provider.client.secret, settings: house.provider.settings({ groups }) });
      await use(company);
      await company.close();
      await server.close();
      await house.provider.close();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  house: [async ({}, use) => void (await use({} as House)), { scope: "worker" }],
});

export const byCorp = /^(用公司账号登录|Sign in with Corp account)$/;

/** To the provider and in, on its own page. */
export async function come(page: Page, { provider }: House, login: string): Promise<void> {
  await page.getByRole("button", { name: byCorp }).click();
  await provider.enter(page, login);
}

export const roles = async (page: Page): Promise<string[]> => {
  const answer = await page.request.get(`${new URL(page.url()).origin}/api/v1/me`);
  return ((await answer.json()) as { roles: { key: string }[] }).roles.map(({ key }) => key);
};

/** What the log says of the last sign-in that was refused. */
export const lastRefusal = (company: Company) => async (): Promise<unknown> => {
  const { items } = await company.people.admin.api.get<{ items: { detail: Record<string, unknown> }[] }>("/audit?action=sign_in_failed&limit=1");
  return items[0]?.detail["code"];
};

export { expect } from "@playwright/test";
