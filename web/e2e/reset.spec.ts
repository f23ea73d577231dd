/** A forgotten password: the mailed link, what it leads to, and what it does not tell. */
import { enter, isIn, whoIs, words } from "./support/door.ts";
import { addApp, totp } from "./support/factors.ts";
import type { Company } from "./support/company.ts";
import { expect, test } from "./support/test.ts";
import type { Page } from "@playwright/test";

const NEXT = "another sentence of my own 换一句";

async function ask(page: Page, email: string): Promise<void> {
  await page.getByRole("button", { name: /^(忘记密码？|Forgotten your password\?)$/ }).click();
  await page.getByRole("textbox", { name: words.email }).fill(email);
  await page.getByRole("button", { name: /^(发送链接|Send the link)$/ }).click();
}

const link = async (company: Company, email: string): Promise<string> => {
  const { found } = await company.post.letter(email, /(https:\/\/\S+\/reset\?token=\S+)/);
  const { pathname, search } = new URL(found);
  return pathname + search;
};

test("a forgotten password is replaced by a mailed link, which works once and signs nobody in", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "zh" });
  const page = await stranger("/sign-in", { language: "zh", phone: true });
  await ask(page, "no address");
  await expect(page.getByText("邮箱格式不正确")).toBeVisible();
  await page.getByRole("textbox", { name: words.email }).fill(who.email);
  await page.getByRole("button", { name: "发送链接" }).click();
  await expect(page.getByText(`如果 ${who.email} 有账号`, { exact: false })).toBeVisible();

  const href = await link(company, who.email);
  // Programs that look into mail open links too: it is used by its button alone.
  await expect((await stranger(href, { language: "zh" })).getByRole("button", { name: "继续" })).toBeVisible();
  await page.goto(href);
  await page.getByRole("button", { name: "继续" }).click();
  await expect(page.getByRole("heading", { name: "设置新密码" })).toBeVisible();
  expect(page.url()).not.toContain("token");
  const field = page.getByRole("textbox", { name: "新密码" });
  const save = page.getByRole("button", { name: "保存并继续" });
  await field.fill("太短");
  await save.click();
  await expect(page.getByText("密码至少 15 个字符")).toBeVisible();
  await field.fill("passwordpassword");
  await save.click();
  await expect(page.getByText(/常见/).last()).toBeVisible();
  await field.fill(NEXT);
  await save.click();
  await expect(page.getByText("新密码已保存，请登录。")).toBeVisible();
  expect(await whoIs(page)).toBeNull();
  // Whoever was signed in elsewhere is out.
  expect(await who.api.refused("GET", "/me")).toBe("401 unauthenticated");

  await enter(page, who.email, who.password);
  await expect(page.getByText("邮箱或密码不正确。")).toBeVisible();
  await enter(page, who.email, NEXT);
  await isIn(page);
  await company.post.letter(who.email, /您的密码已于/);

  const later = await stranger(href, { language: "zh" });
  await later.getByRole("button", { name: "继续" }).click();
  await expect(later.getByText("链接已失效")).toBeVisible();
  await expect(later.getByRole("link", { name: "去登录" })).toBeVisible();
});

test("a mailed link does not go round the second step", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "en" });
  const app = await addApp(who.api);
  const page = await stranger("/sign-in", { language: "en" });
  await ask(page, who.email);
  await page.goto(await link(company, who.email));
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("heading", { name: "One more step" })).toBeVisible();
  // The step after the next is not let in from here.
  const skipped = await page.request.post(`${company.url}/api/v1/session/new-password`, { data: { password: NEXT }, headers: { Origin: company.url } });
  expect(skipped.ok()).toBe(false);
  await page.getByRole("textbox", { name: words.code }).fill(totp(app.secret, 40));
  await expect(page.getByText("The code is not right", { exact: false })).toBeVisible();
  await page.getByRole("textbox", { name: words.code }).fill(totp(app.secret));
  await page.getByRole("textbox", { name: "New password" }).fill(NEXT);
  await page.getByRole("button", { name: "Save and go on" }).click();
  await expect(page.getByText("The new password is saved. Please sign in.")).toBeVisible();
  await enter(page, who.email, NEXT);
  await page.getByRole("textbox", { name: words.code }).fill(totp(app.secret, 1));
  await isIn(page);
});

test("an address without an account gets the same page, and no mail", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "en" });
  const page = await stranger("/sign-in", { language: "en" });
  const said = async (email: string) => {
    await page.goto("/sign-in");
    await ask(page, email);
    const callout = page.getByText(/has an account, a link is on its way/);
    await expect(callout).toBeVisible();
    return (await callout.textContent())?.replace(email, "…");
  };
  const nobody = "nobody-at-all@example.com";
  expect(await said(nobody)).toBe(await said(who.email));
  await link(company, who.email);
  // Letters leave in order: what was asked for before the last one would have been here.
  expect(company.post.count(nobody, /./)).toBe(0);
  await page.goto("/reset?token=not-a-token");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("This link is no longer valid")).toBeVisible();
});
