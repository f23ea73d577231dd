/** Single sign-on with a real provider: everybody who does not come in, and what they read. */
import { invite } from "./support/company.ts";
import { enter, isIn, whoIs, words } from "./support/door.ts";
import { addApp, totp } from "./support/factors.ts";
import { byCorp, come, expect, lastRefusal, PEOPLE_THERE, test } from "./support/house.ts";
import { tick } from "./support/list.ts";
import { CORP } from "./support/provider.ts";

// One provider and one company for all of them. No order is meant.
test.describe.configure({ mode: "default" });

test("an answer counts once, and only in the browser that began; what the provider refuses lets nobody in", async ({ stranger, company, house }) => {
  const page = await stranger("/sign-in", { language: "zh", phone: true });
  // The browser comes back, but what it brings does not reach the server: so it is known, and still good.
  let back = "";
  page.on("request", (request) => void (request.url().includes("/sso/callback?") && (back = request.url())));
  await page.route("**/api/v1/sso/finish", (route) => route.fulfill({ status: 429, contentType: "application/problem+json", body: JSON.stringify({ status: 429, code: "try_later" }) }));
  await come(page, house, "xing");
  await expect(page.getByText("操作太频繁", { exact: false })).toBeVisible();
  expect(back).toMatch(/code=.*state=/);
  await page.unroute("**/api/v1/sso/finish");

  // Stolen: opened in another browser, with no sign-in under way and with one of its own.
  const thief = await stranger(back, { language: "en" });
  await expect(thief.getByText("This sign-in has expired")).toBeVisible();
  await expect(thief.getByRole("link", { name: "Back to sign-in" })).toBeVisible();
  expect(await whoIs(thief)).toBeNull();
  await thief.getByRole("link", { name: "Back to sign-in" }).click();
  await thief.getByRole("button", { name: byCorp }).click();
  await expect(thief.getByRole("heading", { name: "Corp sign-in" })).toBeVisible();
  await thief.goto(back);
  await expect(thief.getByText("You were not signed in")).toBeVisible();
  expect(await whoIs(thief)).toBeNull();
  await expect.poll(lastRefusal(company)).toBe("sso_state");

  // In the browser that began it is good, once.
  await page.goto(back);
  await isIn(page);
  expect(await whoIs(page)).toBe(PEOPLE_THERE.xing.email);
  expect(page.url()).not.toContain("code=");
  await page.context().clearCookies({ name: "__Host-kedun" });
  await page.goto(back);
  await expect(page.getByText("这次登录已经失效")).toBeVisible();
  await expect(page.getByText("10 分钟内有效", { exact: false })).toBeVisible();
  expect(await whoIs(page)).toBeNull();

  // Refused there.
  await page.context().clearCookies({ domain: "127.0.0.1" });
  await page.getByRole("link", { name: "返回登录" }).click();
  await come(page, house, "nobody-of-that-name");
  await expect(page.getByText("登录服务没有放行")).toBeVisible();
  await expect.poll(lastRefusal(company)).toBe("sso_provider_error");
  expect(await whoIs(page)).toBeNull();
  await page.getByRole("link", { name: "返回登录" }).click();

  // No verified address, or one of another company: no account.
  for (const [login, words, code] of [["unverified", "登录没有成功", "sso_email"], ["stranger", "这个公司账号还没有关联客盾账号", "sso_not_linked"]] as const) {
    await page.context().clearCookies({ domain: "127.0.0.1" });
    await page.goto("/sign-in");
    await come(page, house, login);
    await expect(page.getByText(words)).toBeVisible();
    await expect.poll(lastRefusal(company)).toBe(code);
    expect(await whoIs(page)).toBeNull();
  }
});

test("whoever is disabled does not come in by the provider either", async ({ stranger, open, company, house }) => {
  const page = await stranger("/sign-in", { language: "en" });
  await come(page, house, "emil");
  await isIn(page);
  const { items } = await company.people.admin.api.get<{ items: { id: string }[] }>("/users?q=Emil");
  const admin = await open("keeper", `/settings/users?user=${items[0]?.id}`);
  await admin.getByRole("dialog", { name: "Emil Novak" }).getByRole("button", { name: "Disable" }).click();
  await admin.getByRole("alertdialog").getByRole("button", { name: "Disable" }).click();
  await expect(admin.getByText("Emil Novak is disabled")).toBeVisible();
  await expect.poll(() => whoIs(page)).toBeNull();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: byCorp }).click();
  // In the language that the page had when they were in.
  await expect(page.getByText("登录没有成功")).toBeVisible();
  await expect(page.getByText("账号可能已停用", { exact: false })).toBeVisible();
  await expect.poll(lastRefusal(company)).toBe("sso_account_refused");
  expect(await whoIs(page)).toBeNull();
});

test("single sign-on only: passwords let nobody in but the emergency accounts", async ({ open, someone, stranger, company, house }) => {
  const { api } = company.people.admin;
  const ordinary = await someone({ language: "en" });
  const glass = await someone({ language: "en", name: "Greta Glass", roles: ["administrator", "security_officer"] });
  const admin = await open("admin", "/security/sso", { language: "en" });
  const save = admin.getByRole("button", { name: "Save", exact: true });
  const only = admin.getByRole("switch", { name: "Everybody signs in by a sign-in service" });
  const add = async (name: string) => {
    await admin.getByRole("combobox", { name: "Add an emergency account" }).fill(name);
    // The list narrows a moment after the keys, and what is pressed must be what was seen.
    await expect(admin.getByRole("option")).toHaveCount(1);
    await admin.getByRole("option", { name }).click();
    await expect(admin.getByRole("list", { name: "Emergency accounts" }).getByText(name)).toBeVisible();
  };
  const turnOn = async () => {
    await save.click();
    await admin.getByRole("alertdialog").getByRole("button", { name: "Turn on" }).click();
  };
  try {
    await tick(only);
    await turnOn();
    await expect(admin.getByText("Name at least one emergency account first", { exact: false })).toBeVisible();
    // A password alone is not enough for one.
    await add("Greta Glass");
    await turnOn();
    await expect(admin.getByText("with a password, a second factor and the right to manage security", { exact: false })).toBeVisible();
    expect((await api.get<{ only: { enabled: boolean } }>("/security/sso")).only.enabled).toBe(false);
    const app = await addApp(glass.api);
    await expect(admin.getByText("You are not among them", { exact: false })).toBeVisible();
    await turnOn();
    await expect(admin.getByText("Saved", { exact: true })).toBeVisible();
    expect((await api.get<{ only: unknown }>("/security/sso")).only).toEqual({ enabled: true, break_glass: [glass.id] });

    // The last provider stays while there is no other way in.
    await admin.getByRole("button", { name: "Actions: Corp account" }).click();
    await admin.getByRole("menuitem", { name: "Remove" }).click();
    await admin.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    await expect(admin.getByRole("alertdialog").getByText("one sign-in service must be on", { exact: false })).toBeVisible();
    await admin.keyboard.press("Escape");

    const page = await stranger("/sign-in", { language: "en", phone: true });
    await expect(page.getByRole("button", { name: byCorp })).toBeVisible();
    await expect(page.getByRole("textbox", { name: words.password })).toHaveCount(0);
    await page.getByRole("button", { name: "Sign in with an emergency account" }).click();
    await enter(page, ordinary.email, ordinary.password);
    await expect(page.getByText("The email or the password is not right.")).toBeVisible();
    expect(await whoIs(page)).toBeNull();
    await enter(page, glass.email, glass.password);
    await page.getByRole("textbox", { name: words.code }).fill(totp(app.secret));
    await isIn(page);
    expect(await whoIs(page)).toBe(glass.email);

    const other = await stranger("/sign-in", { language: "zh" });
    await expect(other.getByText("本公司用公司账号登录。")).toBeVisible();
    await come(other, house, "ines");
    await isIn(other);
    expect(await whoIs(other)).toBe(PEOPLE_THERE.ines.email);
    // Somebody without an account is not sent back to a password.
    await other.goto("about:blank");
    await other.context().clearCookies();
    await other.goto("/sign-in");
    await come(other, house, "stranger");
    await expect(other.getByText("只允许用公司账号登录", { exact: false })).toBeVisible();
    await expect(other.getByRole("link", { name: "用原来的方式登录，再去关联" })).toHaveCount(0);

    const link = await invite(company, { email: "invited-only@example.com", name: "Iva", roles: ["read_only"], language: "en" });
    const invited = await stranger(link, { language: "en" });
    await expect(invited.getByRole("button", { name: "Accept with Corp account" })).toBeVisible();
    await expect(invited.getByRole("textbox", { name: "Choose a password" })).toHaveCount(0);

    await admin.reload();
    await expect(admin.getByRole("listitem").filter({ hasText: "Greta Glass" })).toBeVisible();
    await only.locator("xpath=ancestor::label[1]").click();
    await save.click();
    await expect.poll(async () => (await api.get<{ only: { enabled: boolean } }>("/security/sso")).only.enabled).toBe(false);
  } finally {
    await api.send("PUT", "/security/sso", { enabled: false, break_glass: [] });
  }
});

test("what does not answer, or is another, is told in words; and who looks after no security sees nothing of it", async ({ open, company, house }) => {
  const { api } = company.people.admin;
  const put = (key: string, issuer: string) => api.send("PUT", `/security/sso/${key}`, { on: false, settings: house.provider.settings({ label: { zh: key, en: key }, provider: { kind: "oidc", issuer, client_id: "kedun", allow_http_loopback: true } }) });
  await put("nobody", "https://127.0.0.1:9");
  await put("another", `${house.provider.issuer}/`);
  const admin = await open("admin", "/security/sso");
  const row = (name: string) => admin.getByRole("listitem").filter({ hasText: name });
  await expect(row("nobody")).toContainText("已停用");
  await admin.getByRole("button", { name: "测试连接：nobody" }).click();
  await expect(row("nobody").getByRole("alert")).toContainText("联系不上这个地址");
  await admin.getByRole("button", { name: "测试连接：another" }).click();
  await expect(row("another").getByRole("alert")).toContainText(/逐字照抄|没有读到可用的配置/);
  for (const key of ["nobody", "another"]) await api.send("DELETE", `/security/sso/${key}`);

  const rep = await open("rep", "/security/sso");
  await expect(rep.getByText("You are not allowed to do this.").first()).toBeVisible();
  await expect(rep.getByRole("button", { name: "Add a sign-in service" })).toHaveCount(0);
  const { api: theirs, id } = company.people.rep;
  expect(await theirs.refused("PUT", `/security/sso/${CORP}`, {})).not.toBeNull();
  expect(await theirs.refused("PUT", "/security/sso", { enabled: false, break_glass: [] })).toBe("403 forbidden");
  expect(await theirs.refused("GET", `/users/${id}/sso`)).toBe("403 forbidden");
});
