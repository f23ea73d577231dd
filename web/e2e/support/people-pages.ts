/** The pages about people who leave and move, and the help desk, with somebody on them. */
import { expect, type Page } from "@playwright/test";
import { type Company, newcomer, type Newcomer } from "./company.ts";
import type { Place } from "./pages.ts";

interface Cast {
  leaver: Newcomer;
  alone: Newcomer;
  idle: Newcomer;
  boss: Newcomer;
}

const casts = new WeakMap<Company, Promise<Cast>>();

/** Made once a company: one who left with a successor, one without, one who is only disabled, one who moved. */
function cast(company: Company): Promise<Cast> {
  const known = casts.get(company) ?? made(company);
  casts.set(company, known);
  return known;
}

async function made(company: Company): Promise<Cast> {
  const boss = await newcomer(company, { name: "陈建华", roles: ["administrator"] });
  const [leaver, alone, idle, mover, other] = await Promise.all([
    newcomer(company, { name: "周明轩", team: "north" }),
    newcomer(company, { name: "Daniel Okafor", language: "en", team: "south" }),
    newcomer(company, { name: "吴子涵", team: "south" }),
    newcomer(company, { name: "郑雅文", roles: ["marketing"], team: "south" }),
    newcomer(company, { name: "Priya Raman", language: "en", roles: ["sales_rep", "marketing"], team: "north" }),
  ]);
  for (const { api, name } of [leaver, alone, idle]) {
    const account = await api.create("account", { name: `${name} 的客户` });
    const about = { id: account.id, object: "account" };
    await Promise.all([1, 2, 3, 4].map((n) => api.create("task", { subject: `跟进 ${n}`, about })));
    await api.create("opportunity", { name: `${name} 的商机`, account: account.id, stage: "prospecting" });
  }
  const left = await boss.api.post<{ items: { id: string }[] }>(`/users/${leaver.id}/leave`, {
    successor: company.people.rep.id,
    note: "最后工作日 11 月 27 日，去向：成都分公司。\n客户名片在前台抽屉里。",
    items: ["车钥匙已收回"],
  });
  const [first, , third] = left.items;
  for (const item of [first, third]) await boss.api.send("PATCH", `/users/${leaver.id}/leave/items/${item?.id}`, { done: true });
  await boss.api.post(`/users/${alone.id}/leave`, {});
  const change = async (who: Newcomer, body: object) => {
    const { version } = await boss.api.get<{ version: number }>(`/users/${who.id}`);
    await boss.api.send("PATCH", `/users/${who.id}`, { version, ...body });
  };
  await change(idle, { active: false });
  await change(mover, { team: company.teams.north, roles: ["sales_rep", "service_agent"] });
  await change(other, { roles: ["sales_rep"] });
  await boss.api.get("/orphans?now=true");
  return { leaver, alone, idle, boss };
}

/** Writes over what the server says, for what would take it a day or an empty company. */
const saying = (path: string, change: (said: never) => unknown) => async (page: Page) => {
  await page.route(`**/api/v1${path}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: change((await answer.json()) as never) });
  });
  await page.reload();
};

const late = (leaver: { done: boolean }) => (leaver.done ? leaver : { ...leaver, overdue: true, due_at: new Date(Date.now() - 3 * 3_600_000).toISOString() });

const leaverPage = (who: "leaver" | "alone") => async (company: Company) => `/settings/leavers?user=${(await cast(company))[who].id}`;

/** The drawer of somebody, and something in it. */
const inDrawer = (run: (page: Page) => Promise<unknown>) => async (page: Page) => {
  await expect(page.getByRole("dialog")).toBeVisible();
  await run(page);
};

const pressIn = async (page: Page, name: RegExp) => {
  const button = page.getByRole("dialog").getByRole("button", { name }).first();
  await button.scrollIntoViewIfNeeded();
  await button.click();
};

const leaving = inDrawer(async (page) => {
  await pressIn(page, /^(离职…|Leaving…)$/);
  await expect(page.getByRole("dialog", { name: /办理离职|^Offboard / })).toBeVisible();
});

const userPage = ({ people }: Company) => `/settings/users?user=${people.rep.id}`;

export const PEOPLE_PLACES: Place[] = [
  { name: "leavers", path: async (company) => (await cast(company), "/settings/leavers?show=all") },
  { name: "leavers-late", path: async (company) => (await cast(company), "/settings/leavers"), act: saying("/leavers", ({ items }: { items: { done: boolean }[] }) => ({ items: items.map(late) })) },
  { name: "leavers-empty", path: () => "/settings/leavers", act: saying("/leavers", () => ({ items: [] })) },
  { name: "leaver", path: leaverPage("leaver"), act: (page) => page.unroute("**/api/v1/leavers") },
  { name: "leaver-late", path: leaverPage("alone"), act: saying("/users/*/leave", late) },
  {
    name: "leaver-checked",
    path: leaverPage("leaver"),
    act: async (page) => {
      await page.unroute("**/api/v1/users/*/leave");
      await page.reload();
      await page.getByRole("button", { name: /^(现在查一遍|Look now)$/ }).click();
      await expect(page.getByText(/名下什么也没有了|is left$/).last()).toBeVisible();
    },
  },
  { name: "leave", path: userPage, act: leaving },
  {
    name: "leave-ask",
    path: userPage,
    act: async (page) => {
      await leaving(page);
      await page.getByRole("button", { name: /^(下一步|Go on)$/ }).click();
      await expect(page.getByRole("alertdialog")).toBeVisible();
    },
  },
  { name: "rights-reviews", path: async (company) => (await cast(company), "/settings/rights-reviews") },
  { name: "rights-reviews-empty", path: () => "/settings/rights-reviews", act: saying("/rights-reviews", () => ({ items: [] })) },
  { name: "orphans", path: async (company) => (await cast(company), "/settings/orphans"), act: (page) => page.unroute("**/api/v1/rights-reviews") },
  { name: "orphans-empty", path: () => "/settings/orphans", act: saying("/orphans", (said: object) => ({ ...said, total: 0, items: [], teams: [] })) },
  {
    name: "help-desk",
    path: userPage,
    act: inDrawer(async (page) => {
      await page.unroute("**/api/v1/orphans");
      await page.getByRole("dialog").getByRole("textbox", { name: /^(对方读出的校验码|The code they read out)$/ }).fill("7K3M-9QXZ");
      await pressIn(page, /^(核对|Check)$/);
      await expect(page.getByText(/连续错 5 次|five wrong ones/)).toBeVisible();
      await pressIn(page, /^(我要打给对方|I am calling them)$/);
      const said = page.getByText(/^(接通后先说这两个词|Say these two words first)$/);
      await expect(said).toBeVisible();
      await said.scrollIntoViewIfNeeded();
    }),
  },
  {
    name: "help-code",
    path: async (company) => {
      const { boss } = await cast(company);
      await boss.api.post(`/users/${company.people.admin.id}/call`, {});
      return "/security";
    },
    act: async (page) => {
      await page.getByRole("button", { name: /^(生成校验码|Make a code)$/ }).click();
      const code = page.getByRole("status", { name: /^(校验码|Code)$/ });
      await expect(code).toBeVisible();
      await code.scrollIntoViewIfNeeded();
      await page.getByText(/正在联系你$|is calling you$/).scrollIntoViewIfNeeded();
    },
  },
];
