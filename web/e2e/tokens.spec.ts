/** Access tokens, made and ended on their pages, and used as programs use them. */
import type { Page } from "@playwright/test";
import { enter } from "./support/door.ts";
import { choose, tick } from "./support/list.ts";
import { asProgram } from "./support/programs.ts";
import { expect, test } from "./support/test.ts";

interface Token {
  id: string;
  name: string;
  scopes: string[];
  networks: string[];
}
const ACCOUNTS = "/records/account";

/** Says that the secret is kept, and gives it. */
async function keepSecret(page: Page, field: string, kept: string, done: string): Promise<string> {
  const shown = page.getByRole("dialog");
  const secret = (await shown.getByRole("status", { name: field }).textContent()) ?? "";
  expect(secret).toMatch(/^kedun_pat_[\w-]{48}$/);
  await expect(shown.getByRole("button", { name: done })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(shown).toBeVisible();
  await tick(shown.getByRole("checkbox", { name: kept }));
  await shown.getByRole("button", { name: done }).click();
  await expect(shown).toHaveCount(0);
  return secret;
}
const keptInEnglish = (page: Page) => keepSecret(page, "Access token", "I have kept it", "Done");

test("a token made on the page reads what its scopes say and nothing else, and is worth nothing once revoked", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "en" });
  await who.api.create("account", { name: "Tokened Ltd" });
  const page = await stranger("/sign-in?next=/security", { language: "en" });
  await enter(page, who.email, who.password);
  await page.getByRole("link", { name: /^My access tokens/ }).click();
  await expect(page.getByText("No access tokens yet")).toBeVisible();
  await page.getByRole("link", { name: "New token" }).first().click();

  await page.getByRole("button", { name: "Make the token" }).click();
  await expect(page.getByText("Enter a name")).toBeVisible();
  await expect(page.getByText("Choose at least one")).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill("Nightly sync");
  await tick(page.getByRole("checkbox", { name: "All objects: Read" }));
  await expect(page.getByRole("note").filter({ hasText: "Whoever gets hold of it can" })).toContainText("Read the records of every kind that you can see");
  await expect(page.getByRole("checkbox", { name: "Accounts: Read" })).toBeDisabled();
  await page.getByRole("checkbox", { name: "All objects: Read" }).locator("xpath=ancestor::label[1]").click();
  await tick(page.getByRole("checkbox", { name: "Accounts: Read" }));
  await expect(page.getByRole("note")).toHaveCount(0);
  await page.getByRole("button", { name: "Make the token" }).click();
  await expect(page.getByRole("status", { name: "How to use it" })).toContainText(`${company.url}/api/v1/records/account?limit=5`);
  const secret = await keptInEnglish(page);
  await expect(page.locator("body")).not.toContainText(secret);

  const row = page.getByRole("listitem").filter({ hasText: "Nightly sync" });
  await expect(row).toContainText("Accounts: read");
  await expect(row).toContainText("Never used");
  expect(await asProgram(company.url, secret, ACCOUNTS)).toBe("200");
  expect(await asProgram(company.url, secret, "/records/contact")).toBe("404 not_found");
  expect(await asProgram(company.url, secret, ACCOUNTS, { method: "POST", data: { name: "By a robot" } })).toBe("403 token_scope_missing");
  expect(await asProgram(company.url, secret, "/me/tokens")).toBe("403 token_not_allowed");
  await page.getByRole("button", { name: "Revoke: Nightly sync" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText('Revoked "Nightly sync"')).toBeVisible();
  await expect(page.getByText("No access tokens yet")).toBeVisible();
  expect(await asProgram(company.url, secret, ACCOUNTS)).toBe("401 unauthenticated");
});

test("what is wrong with a token stands beside its field, on a phone too", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "zh" });
  const page = await stranger("/sign-in?next=/security/my-tokens/new", { language: "zh", phone: true });
  await enter(page, who.email, who.password);
  await page.getByRole("textbox", { name: "名称" }).fill("报表");
  await tick(page.getByRole("checkbox", { name: "客户: 读取" }));
  await choose(page, page.getByRole("button", { name: /有效期/ }), "自定义");
  const days = page.getByRole("textbox", { name: "天数" });
  const make = page.getByRole("button", { name: "创建令牌" });
  for (const wrong of ["0", "366", "很久"]) {
    await days.fill(wrong);
    await make.click();
    await expect(days).toHaveAccessibleDescription("请填写 1 到 365 的整数");
  }
  await days.fill("14");
  const budget = page.getByRole("textbox", { name: "每小时最多读取的记录数" });
  await budget.fill("1000001");
  await make.click();
  await expect(budget).toHaveAccessibleDescription("请填写 1 到 1,000,000 的整数");
  await budget.fill("500");

  const networks = page.getByRole("textbox", { name: "允许的 IP 地址" });
  await networks.fill("办公室");
  await networks.press("Enter");
  await make.click();
  await expect(networks).toHaveAccessibleDescription("不是有效的网段（如 203.0.113.0/24）。");
  expect((await who.api.get<{ items: Token[] }>("/me/tokens")).items).toEqual([]);
  await page.getByRole("button", { name: "移除 办公室" }).click();
  await networks.fill("198.51.100.0/24");
  await make.click();
  const elsewhere = await keepSecret(page, "访问令牌", "我已经保存好了", "完成");
  // This machine is not in that network, and is told nothing more than with a wrong token.
  expect(await asProgram(company.url, elsewhere, ACCOUNTS)).toBe("401 unauthenticated");
  await expect(page.getByRole("listitem").filter({ hasText: "报表" })).toContainText("只能从 198.51.100.0/24 使用");

  await page.goto("/security/my-tokens/new");
  await page.getByRole("textbox", { name: "名称" }).fill("本机");
  await tick(page.getByRole("checkbox", { name: "客户: 读取" }));
  await networks.fill("127.0.0.1 ::1");
  await make.click();
  const here = await keepSecret(page, "访问令牌", "我已经保存好了", "完成");
  expect(await asProgram(company.url, here, ACCOUNTS)).toBe("200");

  await page.getByRole("button", { name: "全部撤销" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "全部撤销" }).click();
  await expect(page.getByText("已撤销 2 个令牌")).toBeVisible();
  expect(await asProgram(company.url, here, ACCOUNTS)).toBe("401 unauthenticated");
});

test("what only the server can refuse stands beside its field as well", async ({ someone, stranger }) => {
  const who = await someone({ language: "en" });
  const page = await stranger("/sign-in?next=/security/my-tokens/new", { language: "en" });
  await enter(page, who.email, who.password);
  await page.getByRole("textbox", { name: "Name" }).fill("Everything");
  await tick(page.getByRole("checkbox", { name: "Accounts: Read" }));
  // The page can't be brought to more than it offers: what it sends is changed on the way, the answers are the server's.
  const send = async (change: object) => {
    await page.unroute("**/api/v1/me/tokens");
    await page.route("**/api/v1/me/tokens", (route) => (route.request().method() === "POST" ? route.continue({ postData: JSON.stringify({ ...(route.request().postDataJSON() as object), ...change }) }) : route.fallback()));
    await page.getByRole("button", { name: "Make the token" }).click();
  };
  const scopes = page.getByRole("group", { name: "What it may do" });
  await send({ scopes: ["admin:users.manage"] });
  await expect(scopes).toHaveAccessibleDescription("You do not have the right of this scope: admin:users.manage");
  await send({ scopes: ["records:read:nothing"] });
  await expect(scopes).toHaveAccessibleDescription("There is no such scope: records:read:nothing");
  await send({ days: 366 });
  await expect(page.getByText("The company's rules allow less. Choose a shorter time.")).toBeVisible();
  await send({ records_per_hour: 1_000_001 });
  await expect(page.getByRole("textbox", { name: "Records an hour at most" })).toHaveAccessibleDescription("The company's rules allow less. Enter a smaller number.");
  expect((await who.api.get<{ items: Token[] }>("/me/tokens")).items).toEqual([]);
});

test("administrators see the tokens of others and end them; colleagues do not", async ({ someone, open, company }) => {
  const who = await someone({ language: "zh" });
  const make = (name: string) => who.api.post<{ secret: string }>("/me/tokens", { name, scopes: ["records:read:account"] });
  const [first, second] = [await make("同步"), await make("报表")];
  const page = await open("keeper", `/settings/users?user=${who.id}`);
  const drawer = page.getByRole("dialog", { name: who.name });
  await expect(drawer.getByRole("listitem").filter({ hasText: "同步" })).toContainText("Accounts: read");
  await expect(drawer).not.toContainText(first.secret);
  await drawer.getByRole("button", { name: "Revoke: 同步" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText('Revoked "同步"')).toBeVisible();
  expect(await asProgram(company.url, first.secret, ACCOUNTS)).toBe("401 unauthenticated");
  expect(await asProgram(company.url, second.secret, ACCOUNTS)).toBe("200");
  await drawer.getByRole("button", { name: "Revoke all" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke all" }).click();
  await expect(drawer.getByText("No access token that can be used.")).toBeVisible();
  expect(await asProgram(company.url, second.secret, ACCOUNTS)).toBe("401 unauthenticated");
  expect(await company.people.lead.api.refused("GET", `/users/${who.id}/tokens`)).toBe("403 forbidden");
});

test("the secret is not lost by accident", async ({ someone, stranger }) => {
  const who = await someone({ language: "en" });
  const page = await stranger("/sign-in?next=/security/my-tokens", { language: "en" });
  await enter(page, who.email, who.password);
  await page.getByRole("link", { name: "New token" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Kept");
  await tick(page.getByRole("checkbox", { name: "Accounts: Read" }));
  await page.getByRole("button", { name: "Make the token" }).click();
  await expect(page.getByRole("dialog", { name: "The token is made" })).toBeVisible();
  await page.goBack();
  const ask = page.getByRole("alertdialog", { name: "Not kept yet" });
  await ask.getByRole("button", { name: "Stay" }).click();
  await expect(ask).toHaveCount(0);
  await keptInEnglish(page);
  await expect(page).toHaveURL(/\/security\/my-tokens$/);
});

test("one token more than anybody may have is refused in words", async ({ someone, stranger }) => {
  const who = await someone({ language: "en" });
  for (let n = 0; n < 50; n++) await who.api.post("/me/tokens", { name: `Token ${n}`, scopes: ["profile:read"] });
  const page = await stranger("/sign-in?next=/security/my-tokens/new", { language: "en" });
  await enter(page, who.email, who.password);
  await page.getByRole("textbox", { name: "Name" }).fill("One more");
  await tick(page.getByRole("checkbox", { name: "Accounts: Read" }));
  await page.getByRole("button", { name: "Make the token" }).click();
  await expect(page.getByText("There are 50 tokens already.", { exact: false })).toBeVisible();
  expect((await who.api.get<{ items: Token[] }>("/me/tokens")).items).toHaveLength(50);
});

test("what a token has used this hour and what ended lately are said, to its owner and to administrators", async ({ someone, stranger, open }) => {
  const who = await someone({ language: "en" });
  await who.api.post("/me/tokens", { name: "Busy", scopes: ["profile:read"], records_per_hour: 500 });
  // An hour of use and a month of endings are not waited for: the figures are put into the answers on the way.
  const over = (name: string, ended_at: string, ended_why: string) => ({ id: name, name, ended_at, ended_why });
  let asked = 0;
  let ended: object[] = [];
  const told = (page: Page) =>
    page.route(/\/api\/v1\/(me|users\/[^/]+)\/tokens(\?ended=true)?$/, async (route) => {
      if (route.request().method() !== "GET") return route.fallback();
      if (route.request().url().endsWith("?ended=true")) {
        asked += 1;
        return route.fulfill({ json: { items: ended } });
      }
      const answer = await route.fetch();
      const { items } = (await answer.json()) as { items: Token[] };
      return route.fulfill({ response: answer, json: { items: items.map((token) => ({ ...token, used_this_hour: 30 })) } });
    });
  const page = await stranger("/sign-in?next=/security/my-tokens", { language: "en" });
  await told(page);
  await enter(page, who.email, who.password);
  await expect(page.getByRole("listitem").filter({ hasText: "Busy" })).toContainText("30 of 500 this hour");
  expect(asked).toBe(0);
  await page.getByText("Ended within 30 days").click();
  await expect(page.getByText("No token ended within 30 days.")).toBeVisible();
  // Asked for anew when one more ends, and the newest first.
  ended = [over("Older", "2026-11-02T08:00:00Z", "expired"), over("Busy", "2026-11-20T08:00:00Z", "revoked_by_owner")];
  await page.getByRole("button", { name: "Revoke: Busy" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  const list = page.getByRole("list", { name: "Ended within 30 days" }).getByRole("listitem");
  await expect(list).toContainText([/^Busy.*Revoked by its owner.*Ended /, /^Older.*Expired.*Ended /]);

  const keeper = await open("keeper", "/me/profile", { language: "zh" });
  await told(keeper);
  ended = [over("Stolen", "2026-11-20T08:00:00Z", "compromised"), over("New", "2026-11-21T08:00:00Z", "something_new")];
  await keeper.goto(`/settings/users?user=${who.id}`);
  const drawer = keeper.getByRole("dialog", { name: who.name });
  await drawer.getByText("30 天内已失效").click();
  await expect(drawer.getByRole("list", { name: "30 天内已失效" }).getByRole("listitem")).toContainText([/^New.*已失效/, /^Stolen.*账号被盗/]);
});
