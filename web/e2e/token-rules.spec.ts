/** The company's rules for tokens, on a server of their own, for they hold for everybody; and how many scopes a token holds at most. */
import type { BrowserContext, Page } from "@playwright/test";
import { Api } from "./support/api.ts";
import { PASSWORD, PEOPLE, setUpInBrowser } from "./support/company.ts";
import { expectClean, reportViolations, watch } from "./support/guard.ts";
import { tick } from "./support/list.ts";
import { asProgram } from "./support/programs.ts";
import { type Server, startServer } from "./support/server.ts";
import { countRequests } from "./support/settled.ts";
import { expect, test } from "./support/test.ts";

interface House {
  server: Server;
  /** Of its first administrator. */
  api: Api;
  /** A page of whoever that is. */
  open(who: Api, path: string): Promise<Page>;
}

const houses = test.extend<{ house: House }>({
  house: async ({ browser }, use) => {
    const server = await startServer();
    const contexts: BrowserContext[] = [];
    const seen: string[][] = [];
    const pageOf = async (who?: Api) => {
      const storageState = await who?.context.storageState();
      const context = await browser.newContext({ ignoreHTTPSErrors: true, baseURL: server.url, locale: "zh-CN", storageState });
      contexts.push(context);
      await context.addInitScript(reportViolations);
      const page = await context.newPage();
      countRequests(page);
      seen.push(watch(page));
      return page;
    };
    await setUpInBrowser(await pageOf(), server.setUpLink);
    const api = await Api.open(server.url);
    await api.signIn(PEOPLE.admin.email, PASSWORD);
    const open = async (who: Api, path: string) => {
      const page = await pageOf(who);
      await page.goto(path);
      return page;
    };
    await use({ server, api, open });
    for (const context of contexts) await context.close();
    await api.close();
    await server.close();
    expectClean(seen.flat());
  },
});

houses("the rules are changed beside the apps, and hold for the tokens there are", async ({ house: { server, api, open } }) => {
  const { secret } = await api.post<{ secret: string }>("/me/tokens", { name: "长期", scopes: ["records:read:account"], days: 365 });
  const ask = () => asProgram(server.url, secret, "/records/account");
  const page = await open(api, "/security/sign-in");
  await page.getByRole("navigation", { name: "安全设置" }).getByRole("link", { name: "应用与令牌" }).click();
  const days = page.getByRole("textbox", { name: "令牌最长有效期（天）" });
  const budget = page.getByRole("textbox", { name: "每个令牌每小时最多读取的记录数" });
  const save = page.getByRole("button", { name: "保存", exact: true });
  await days.fill("0");
  await expect(days).toHaveAccessibleDescription("请填写 1 到 365 的整数");
  await expect(save).toBeDisabled();
  await days.fill("60");
  await budget.fill("2000000");
  await expect(budget).toHaveAccessibleDescription("请填写 1 到 1,000,000 的整数");
  await budget.fill("2000");
  await save.click();
  await expect(page.getByText("已保存规定")).toBeVisible();
  expect(await api.get("/security/tokens")).toEqual({ personal: true, apps: true, max_days: 60, max_records_per_hour: 2000 });
  expect(await ask()).toBe("200");

  // Nobody is offered more than that.
  await page.goto("/security/my-tokens/new");
  await page.getByRole("button", { name: /有效期/ }).click();
  await expect(page.getByRole("option")).toHaveText(["7 天", "30 天", "自定义"]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("textbox", { name: "每小时最多读取的记录数" })).toHaveValue("2000");

  const { invitation_url } = await api.post<{ invitation_url: string }>("/users", { email: "rep@example.com", name: "Rep", roles: ["sales_rep"], language: "zh" });
  const rep = await Api.open(server.url);
  await rep.post(`/invitations/${invitation_url.split("/").at(-1)}`, { name: "Rep", password: PASSWORD, language: "zh" });
  const theirs = await open(rep, "/security/my-tokens/new");
  await theirs.getByRole("button", { name: /有效期/ }).click();
  await expect(theirs.getByRole("option")).toHaveText(["7 天", "30 天", "自定义"]);
  await theirs.keyboard.press("Escape");
  expect(await rep.refused("POST", "/me/tokens", { name: "太久", scopes: ["records:read:account"], days: 90 })).toMatch(/^422 /);
  expect(await rep.get("/me/tokens")).toMatchObject({ items: [] });
  await theirs.goto("/security/apps");
  await expect(theirs.getByText("还没有登记过应用")).toBeVisible();
  await expect(theirs.getByText("公司规定")).toHaveCount(0);
  await rep.close();

  // No tokens at all: asked about first, for programs stop.
  await page.goto("/security/apps");
  await page.getByText("允许个人使用访问令牌").click();
  await save.click();
  const sure = page.getByRole("alertdialog", { name: "要关闭吗？" });
  await expect(sure).toContainText("所有人的访问令牌马上不能用");
  expect(await ask()).toBe("200");
  await sure.getByRole("button", { name: "关闭并保存" }).click();
  await expect(page.getByText("已保存规定")).toBeVisible();
  expect(await ask()).toBe("401 unauthenticated");
  await page.goto("/security/my-tokens/new");
  await page.getByRole("textbox", { name: "名称" }).fill("不行");
  await tick(page.getByRole("checkbox", { name: "客户: 读取" }));
  await page.getByRole("button", { name: "创建令牌" }).click();
  await expect(page.getByText("公司规定不使用令牌。")).toBeVisible();
});

houses("more than a hundred scopes are refused beside them", async ({ house: { api, open } }) => {
  for (let n = 0; n < 16; n++) await api.post("/objects", { name: `c_thing_${n}`, label: { zh: `物件 ${n}`, en: `Thing ${n}` }, plural: { zh: `物件 ${n}`, en: `Things ${n}` } });
  const page = await open(api, "/security/my-tokens/new");
  await page.getByRole("textbox", { name: "名称" }).fill("什么都要");
  const boxes = page.getByRole("table").getByRole("row").filter({ hasNotText: "全部对象" }).getByRole("checkbox");
  await expect(boxes).toHaveCount(104);
  for (const box of await boxes.all()) await box.locator("xpath=ancestor::label[1]").click();
  await page.getByRole("button", { name: "创建令牌" }).click();
  const scopes = page.getByRole("group", { name: "可以做什么" });
  await expect(scopes).toHaveAccessibleDescription(/最多选 100 项/);
  expect(await api.get("/me/tokens")).toMatchObject({ items: [] });

  // The page lets them through: the server says the same.
  const all = await page.getByRole("table").getByRole("checkbox", { checked: true }).count();
  expect(all).toBe(104);
  await page.route("**/api/v1/me/tokens", (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    const names = ["account", "contact", "lead", "opportunity", "product", "task", "call", "meeting", "note", "visit", ...Array.from({ length: 16 }, (_, n) => `c_thing_${n}`)];
    const many = names.flatMap((name) => ["read", "write", "delete", "transfer"].map((verb) => `records:${verb}:${name}`));
    return route.continue({ postData: JSON.stringify({ ...(route.request().postDataJSON() as object), scopes: many }) });
  });
  for (const box of (await boxes.all()).slice(0, 10)) await box.locator("xpath=ancestor::label[1]").click();
  await page.getByRole("button", { name: "创建令牌" }).click();
  await expect(scopes).toHaveAccessibleDescription(/最多选 100 项/);
  await tick(page.getByRole("checkbox", { name: "全部对象: 读取" }));
  await expect(scopes.getByRole("status")).toHaveText(/^已选 \d+ 项$/);
});
