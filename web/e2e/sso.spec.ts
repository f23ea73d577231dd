/** Single sign-on with a real provider: how it is connected, who comes in by it, what they get, and how it is linked and left. */
import type { Page } from "@playwright/test";
import { invite } from "./support/company.ts";
import { enter, isIn, whoIs, words } from "./support/door.ts";
import { byCorp, come, expect, lastRefusal, PEOPLE_THERE, roles, test } from "./support/house.ts";
import { CORP, DOMAIN } from "./support/provider.ts";

// One provider and one company for all of them. No order is meant.
test.describe.configure({ mode: "default" });

test("an administrator connects a provider by hand, and somebody comes in by it with the roles and the team of their group", async ({ open, stranger, company, house }) => {
  const admin = await open("admin", "/security/sso");
  await admin.getByRole("button", { name: "添加登录服务" }).click();
  const drawer = admin.getByRole("dialog", { name: "添加登录服务" });
  const field = (name: string | RegExp) => drawer.getByRole("textbox", { name });
  await expect(field("回调地址")).toHaveValue(`${company.url}/sso/callback`);
  await drawer.getByRole("button", { name: "保存" }).click();
  for (const fault of ["请填写名称", "请填写 https 开头的地址，不带 ? 和 #", "请填写客户端标识"]) await expect(drawer.getByText(fault)).toBeVisible();
  await field("名称（中文）").fill("总部登录");
  await field("名称（英文）").fill("House");
  await expect(field(/^标识/)).toHaveValue("house");
  await expect(field(/^退出通知地址/)).toHaveValue(`${company.url}/api/v1/sso/house/backchannel-logout`);
  await field(/^标识/).fill(CORP);
  await expect(drawer.getByText("这个标识已经有了")).toBeVisible();
  await field(/^标识/).fill("house");
  await field(/^issuer 地址/).fill(house.provider.issuer);
  await expect(drawer.getByText("只能是 https", { exact: false })).toBeVisible();
  await drawer.getByText("允许不加密地连接服务器本机").click();
  await field(/^客户端标识/).fill(house.provider.client.id);
  await field(/^客户端密钥/).fill(house.provider.client.secret);
  await drawer.getByText("自动创建账号").click();
  await drawer.getByRole("button", { name: "保存" }).click();
  await expect(drawer.getByText("至少要有一个域名", { exact: false })).toBeVisible();
  await field(/^邮箱域名/).fill(DOMAIN);
  await field(/^邮箱域名/).press("Enter");
  await drawer.getByRole("button", { name: "添加一条规则" }).click();
  const rule = drawer.getByRole("group", { name: "规则 1" });
  await rule.getByRole("textbox", { name: /^组/ }).fill("staff");
  await rule.getByRole("button", { name: /角色/ }).click();
  await admin.getByRole("option", { name: /^只读/ }).click();
  await admin.keyboard.press("Escape");
  await rule.getByRole("button", { name: /团队/ }).click();
  await admin.getByRole("option", { name: "华北 North" }).click();
  await drawer.getByRole("button", { name: "更多设置" }).click();
  await field("请求的范围（scopes）").fill("groups");
  await field("请求的范围（scopes）").press("Enter");
  await drawer.getByRole("button", { name: "保存" }).click();
  await expect(admin.getByText("已保存“总部登录”")).toBeVisible();
  await expect(admin.getByText("连接正常")).toBeVisible();
  // The secret is there, and is told to nobody.
  await admin.getByRole("button", { name: "操作：总部登录" }).click();
  await admin.getByRole("menuitem", { name: "修改" }).click();
  await expect(admin.getByText("已保存密钥。", { exact: false })).toBeVisible();
  await expect(admin.getByRole("dialog").getByRole("textbox", { name: /^客户端密钥/ })).toHaveValue("");
  await admin.keyboard.press("Escape");

  const page = await stranger("/o/opportunity", { language: "zh", phone: true });
  await page.getByRole("button", { name: "用总部登录登录" }).click();
  await house.provider.enter(page, "ping");
  // Where they wanted to go before they were asked who they are.
  await expect(page).toHaveURL(/\/o\/opportunity/);
  expect(await whoIs(page)).toBe(`ping@${DOMAIN}`);
  expect(await roles(page)).toEqual(["read_only"]);
  await page.goto("/me/profile");
  await expect(page.getByText("华北 North")).toBeVisible();
  await expect(page.getByText("只读", { exact: false }).first()).toBeVisible();

  await admin.getByRole("button", { name: "操作：总部登录" }).click();
  await admin.getByRole("menuitem", { name: "移除" }).click();
  await expect(admin.getByRole("alertdialog").getByText("1 人的关联会取消", { exact: false })).toBeVisible();
  await admin.getByRole("alertdialog").getByRole("button", { name: "移除" }).click();
  await expect(admin.getByText("已移除“总部登录”")).toBeVisible();
  await expect.poll(() => whoIs(page)).toBeNull();
});

test("groups give roles and team, and signing out there reaches the page that stands open", async ({ stranger, company, house }) => {
  const page = await stranger("/sign-in", { language: "en" });
  await come(page, house, "mona");
  await isIn(page);
  expect(await roles(page)).toEqual(["sales_manager"]);
  const { user } = await (await page.request.get(`${company.url}/api/v1/me`)).json();
  expect(user.team.id).toBe(company.teams.north);
  await page.goto("/me/profile");
  await expect(page.getByText("销售经理").first()).toBeVisible();
  await expect(page.getByText("华北 North")).toBeVisible();

  await page.goto("/o/account");
  await expect(page.getByRole("grid")).toContainText("Redwood Systems");
  await house.provider.leave(page);
  await expect.poll(() => whoIs(page)).toBeNull();
  // The page that stands open learns of it with the next thing it asks for.
  await page.getByRole("link", { name: "线索" }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expect(page.getByRole("button", { name: byCorp })).toBeVisible();
});

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: words.account }).click();
  await page.getByRole("menuitem", { name: /^(退出登录|Sign out)$/ }).click();
}

test("whoever signs out here is told that they are still signed in there, and may sign out there as well", async ({ stranger, house }) => {
  const page = await stranger("/sign-in", { language: "en" });
  // The provider's own page asks for a font that is nowhere to be had.
  await page.route("https://fonts.googleapis.com/**", (route) => route.fulfill({ contentType: "text/css", body: "" }));
  await come(page, house, "olga");
  await isIn(page);
  await signOut(page);
  await expect(page.getByText(/^(你已退出客盾|You are signed out of Kedun)$/)).toBeVisible();
  // Nobody asks who one is: there, one is known.
  await page.getByRole("button", { name: byCorp }).click();
  await isIn(page);
  await signOut(page);
  await page.getByRole("button", { name: /^(一并退出|Sign out there)$/ }).click();
  await page.getByRole("button", { name: /^Yes/ }).click();
  await expect(page).toHaveURL(/localhost:\d+\/sign-in/);
  await page.getByRole("button", { name: byCorp }).click();
  await expect(page.getByRole("heading", { name: "Corp sign-in" })).toBeVisible();
});

test("an address links nobody: its owner signs in as before, links their account, comes in by it, and unlinks it", async ({ someone, stranger, open, company, house }) => {
  const who = await someone({ email: PEOPLE_THERE.dora.email, name: "Dora Lang", language: "en" });
  const page = await stranger("/sign-in", { language: "en", phone: true });
  await come(page, house, "dora");
  await expect(page.getByText("No account is linked with you yet")).toBeVisible();
  expect(await whoIs(page)).toBeNull();
  await expect.poll(lastRefusal(company)).toBe("sso_not_linked");

  // Led on to where it is linked.
  await page.getByRole("link", { name: "Sign in as before, then link" }).click();
  await enter(page, who.email, who.password);
  await expect(page.getByRole("heading", { name: "Linked sign-in services" })).toBeVisible();
  await page.getByRole("button", { name: "Link: Corp account" }).click();
  // The provider knows the browser, and asks nothing.
  await expect(page.getByText("\"Corp account\" is linked and signs you in from now on")).toBeVisible();
  await expect(page).toHaveURL(/\/security$/);
  await expect(page.getByRole("listitem").filter({ hasText: "Corp account" })).toContainText("Never used to sign in");
  await company.post.letter(who.email, /./);

  const other = await stranger("/sign-in", { language: "en" });
  await come(other, house, "dora");
  await isIn(other);
  expect(await whoIs(other)).toBe(who.email);

  // Whoever manages users sees it.
  const admin = await open("keeper", `/settings/users?user=${who.id}`);
  await expect(admin.getByRole("dialog", { name: who.name }).getByRole("listitem").filter({ hasText: "Corp account" })).toContainText("Last sign-in");

  await page.getByRole("button", { name: "Unlink: Corp account" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Unlink" }).click();
  await expect(page.getByText("\"Corp account\" is unlinked")).toBeVisible();
  await expect(page.getByRole("button", { name: "Link: Corp account" })).toBeVisible();
  // What began there is over.
  await expect.poll(() => whoIs(other)).toBeNull();
  expect(await whoIs(page)).toBe(who.email);
});

test("an account that belongs to somebody else is not linked a second time, and an administrator unlinks it", async ({ someone, stranger, open, company, house }) => {
  const first = await stranger("/sign-in", { language: "zh" });
  await come(first, house, "fang");
  // Of no group: in, and nothing to see.
  await expect(first.getByRole("button", { name: "账号: 方敏" })).toBeVisible();
  expect(await roles(first)).toEqual([]);

  const who = await someone({ language: "zh" });
  const page = await stranger("/sign-in", { language: "zh", phone: true });
  await enter(page, who.email, who.password);
  await isIn(page);
  await page.goto("/security");
  await page.getByRole("button", { name: "关联：公司账号" }).click();
  await house.provider.enter(page, "fang");
  await expect(page.getByText("没有关联成功")).toBeVisible();
  await page.getByRole("link", { name: "返回" }).click();
  await expect(page.getByRole("button", { name: "关联：公司账号" })).toBeVisible();
  expect(await whoIs(page)).toBe(who.email);

  // Without it she could not come in any more: she has no other way.
  await first.goto("/security");
  await first.getByRole("button", { name: "取消关联：公司账号" }).click();
  await first.getByRole("alertdialog").getByRole("button", { name: "取消关联" }).click();
  await expect(first.getByRole("alertdialog").getByText("请先设置另一种登录方式", { exact: false })).toBeVisible();
  await first.keyboard.press("Escape");

  const { items } = await company.people.admin.api.get<{ items: { id: string; name: string }[] }>(`/users?q=${encodeURIComponent("方敏")}`);
  const admin = await open("admin", `/settings/users?user=${items[0]?.id}`);
  await admin.getByRole("dialog", { name: "方敏" }).getByRole("button", { name: "取消关联：公司账号" }).click();
  await admin.getByRole("alertdialog").getByRole("button", { name: "取消关联" }).click();
  await expect(admin.getByText("已取消 方敏 与“公司账号”的关联")).toBeVisible();
  await expect(admin.getByText("关联的登录服务")).toHaveCount(0);
  await expect.poll(() => whoIs(first)).toBeNull();
});

test("an invitation is answered at the provider, whoever is invited", async ({ stranger, company, house }) => {
  const link = await invite(company, { email: "nils@elsewhere.example", name: "Nils B", roles: ["read_only"], language: "en" });
  const page = await stranger(link, { language: "en", phone: true });
  await page.getByRole("button", { name: "Accept with Corp account" }).click();
  await house.provider.enter(page, "nils");
  await isIn(page);
  expect(await whoIs(page)).toBe("nils@elsewhere.example");
  const later = await stranger(link, { language: "en" });
  await expect(later.getByText("This invitation is no longer valid")).toBeVisible();
});

test("whoever has nothing here to prove it with proves at the provider once more who they are", async ({ stranger, house }) => {
  const page = await stranger("/sign-in", { language: "zh", phone: true });
  await come(page, house, "otto");
  await isIn(page);
  await page.goto("/security");
  const session = async () => (await page.context().cookies()).find(({ name }) => name === "__Host-kedun")?.value;
  const before = await session();
  // The server's clock can't be turned: this one refusal is written by hand, and what follows is real.
  await page.route("**/api/v1/me/sso/corp", (route) => route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify({ status: 403, code: "step_up_required" }) }), { times: 1 });
  await page.getByRole("button", { name: "取消关联：公司账号" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "取消关联" }).click();
  const proof = page.getByRole("dialog", { name: "请确认是你本人" });
  await expect(proof.getByText("没有保存的内容要重新填写", { exact: false })).toBeVisible();
  await proof.getByRole("button", { name: "到公司账号确认" }).click();
  // Although the provider knows the browser, it asks again.
  await house.provider.enter(page, "otto");
  await expect(page).toHaveURL(/\/security$/);
  await expect(page.getByRole("button", { name: "取消关联：公司账号" })).toBeVisible();
  expect(await whoIs(page)).toBe(PEOPLE_THERE.otto.email);
  expect(await session()).not.toBe(before);
});

test("the last way in is not unlinked, and the question says why", async ({ stranger, company, house }) => {
  const link = await invite(company, { email: "nell@elsewhere.example", name: "Nell Costa", roles: ["read_only"], language: "en" });
  const page = await stranger(link, { language: "en" });
  await page.getByRole("button", { name: "Accept with Corp account" }).click();
  await house.provider.enter(page, "nell");
  await isIn(page);
  await page.goto("/security");
  await page.getByRole("button", { name: "Unlink: Corp account" }).click();
  const sure = page.getByRole("alertdialog");
  await sure.getByRole("button", { name: "Unlink" }).click();
  await expect(sure.getByText("You could not sign in", { exact: false })).toBeVisible();
  await sure.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("button", { name: "Unlink: Corp account" })).toBeVisible();
});
