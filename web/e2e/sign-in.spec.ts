/** Set-up, sign-in and out, sessions, invitations, language and theme. */
import { Api } from "./support/api.ts";
import { PASSWORD, PEOPLE } from "./support/company.ts";
import { startServer } from "./support/server.ts";
import { expect, test } from "./support/test.ts";

test("set-up asks for what is missing, works once, and then sends to sign-in", async ({ browser }) => {
  const server = await startServer();
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-US" });
  const page = await context.newPage();
  await page.goto(`${server.url}/sign-in`);
  await expect(page.getByText("This server has no administrator yet.", { exact: false })).toBeVisible();
  await page.goto(`${server.url}/setup?token=not-the-token`);
  await page.getByRole("button", { name: "Finish" }).click();
  await expect(page.getByText("Enter the company's name")).toBeVisible();
  await page.getByRole("textbox", { name: "Company" }).fill("Northwind");
  await page.getByRole("textbox", { name: "Your name" }).fill("Ada Lin");
  await page.getByRole("textbox", { name: "Work email" }).fill("ada@example.com");
  await page.getByRole("textbox", { name: "Choose a password" }).fill("too short");
  await page.getByRole("button", { name: "Finish" }).click();
  await expect(page.getByText("At least 15 characters").first()).toBeVisible();
  await page.getByRole("textbox", { name: "Choose a password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Finish" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page).toHaveURL(/\/setup/);

  await page.goto(server.setUpLink);
  await page.getByRole("textbox", { name: "Company" }).fill("Northwind");
  await page.getByRole("textbox", { name: "Your name" }).fill("Ada Lin");
  await page.getByRole("textbox", { name: "Work email" }).fill("ada@example.com");
  await page.getByRole("textbox", { name: "Choose a password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Finish" }).click();
  await expect(page.getByRole("navigation", { name: "Main navigation" })).toContainText("Northwind");
  await page.goto(server.setUpLink);
  await expect(page.getByText("This server is already set up.", { exact: false })).toBeVisible();
  await context.close();
  await server.close();
});

test("a wrong password is refused beside the field, the right one leads to where one wanted to go", async ({ stranger }) => {
  const page = await stranger("/o/account", { language: "zh" });
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByText("请填写邮箱")).toBeVisible();
  await page.getByRole("textbox", { name: "工作邮箱" }).fill(PEOPLE.rep.email);
  await page.getByRole("textbox", { name: "密码" }).fill("not the password at all");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByText("邮箱或密码不正确。")).toBeVisible();
  await page.getByRole("textbox", { name: "密码" }).fill(PASSWORD);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page).toHaveURL(/\/o\/account/);
  await expect(page.getByRole("grid")).toBeVisible();

  await page.getByRole("button", { name: /^(账号|Account):/ }).click();
  await page.getByRole("menuitem", { name: /退出登录|Sign out/ }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/o/account");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("an invitation is accepted once", async ({ stranger, company }) => {
  const { admin } = company.people;
  const made = await admin.api.post<{ invitation_url: string }>("/users", { email: "new@example.com", name: "周新", roles: ["read_only"], language: "zh" });
  const { pathname } = new URL(made.invitation_url, company.url);
  const page = await stranger(pathname, { language: "zh" });
  await expect(page.getByText("new@example.com", { exact: false })).toBeVisible();
  await page.getByRole("textbox", { name: "设置密码" }).fill("短密码");
  await page.getByRole("button", { name: "加入" }).click();
  await expect(page.getByText(/密码至少 15 个字符/)).toBeVisible();
  await page.getByRole("textbox", { name: "设置密码" }).fill(PASSWORD);
  await page.getByRole("button", { name: "加入" }).click();
  await expect(page.getByRole("button", { name: "账号: 周新" })).toBeVisible();
  await page.goto(pathname);
  await expect(page.getByText("邀请链接已失效")).toBeVisible();
});

test("sessions are listed, and all others can be ended", async ({ open, company }) => {
  const elsewhere = await Api.open(company.url);
  await elsewhere.signIn(PEOPLE.keeper.email, PASSWORD);
  const page = await open("keeper", "/me/sessions");
  await expect(page.getByText("This device")).toBeVisible();
  await page.getByRole("button", { name: "Sign out all others" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("Nothing else is signed in.")).toBeVisible();
  expect((await elsewhere.context.get("/api/v1/me")).status()).toBe(401);
  await elsewhere.close();
});

test("language and theme switch at once and stay", async ({ open }) => {
  const page = await open("keeper", "/o/account");
  await page.getByRole("button", { name: "切换到中文" }).click();
  await expect(page.getByRole("heading", { name: "客户" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", /zh/);
  await page.getByRole("button", { name: "切换到深色" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("button", { name: "切换到浅色" })).toBeVisible();
});

test("the current password is needed for a new one", async ({ open }) => {
  const page = await open("auditor", "/security#password");
  await page.getByRole("textbox", { name: "当前密码" }).fill("certainly not this one");
  await page.getByRole("textbox", { name: "新密码" }).fill("another sentence to remember");
  await page.getByRole("button", { name: "修改密码", exact: true }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
});
