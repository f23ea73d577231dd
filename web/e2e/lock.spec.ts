/** Too many wrong passwords: strangers wait, the account's own browser does not, and three ways lift the wait. */
import type { Page } from "@playwright/test";
import type { Company, Newcomer } from "./support/company.ts";
import { enter, isIn, leave, whoIs, words } from "./support/door.ts";
import { addApp, totp } from "./support/factors.ts";
import { expect, test } from "./support/test.ts";

/** Five wrong passwords, the last of them typed; then even the right one waits. */
async function lockOut(page: Page, company: Company, who: Newcomer): Promise<void> {
  for (let tries = 0; tries < 4; tries++) {
    const answer = await page.request.post(`${company.url}/api/v1/session`, { data: { email: who.email, password: "not the password at all" }, headers: { Origin: company.url } });
    expect(answer.status()).toBe(401);
  }
  await enter(page, who.email, "not the password at all");
  await expect(page.getByText(/^(邮箱或密码不正确。|The email or the password is not right\.)$/)).toBeVisible();
  await enter(page, who.email, who.password);
  await expect(page.getByRole("timer")).toHaveText(/^0:[0-3]\d$/);
  await expect(page.getByRole("button", { name: /^(再试一次|Try again)$/ })).toBeDisabled();
  expect(await whoIs(page)).toBeNull();
}

test("five wrong tries make strangers wait, but not the browser the account knows", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "zh" });
  const own = await stranger("/sign-in", { language: "zh" });
  await enter(own, who.email, who.password);
  await isIn(own);
  await leave(own);
  const page = await stranger("/sign-in", { language: "zh", phone: true });
  await lockOut(page, company, who);
  await enter(own, who.email, who.password);
  await isIn(own);
  expect(await whoIs(own)).toBe(who.email);
  // Its owner hears of it once.
  await company.post.letter(who.email, /您的账号连续多次登录失败/);
  expect(company.post.count(who.email, /您的账号连续多次登录失败/)).toBe(0);
});

test("the wait is lifted by the authenticator app", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "en" });
  const app = await addApp(who.api);
  const page = await stranger("/sign-in", { language: "en" });
  await lockOut(page, company, who);
  await page.getByRole("button", { name: "Unlock with your authenticator app" }).click();
  const field = page.getByRole("textbox", { name: /6 digits/ });
  await field.fill(totp(app.secret, 40));
  await expect(page.getByText("or this account has no authenticator app", { exact: false })).toBeVisible();
  const used = totp(app.secret);
  await field.fill(used);
  await enter(page, who.email, who.password);
  // It lifted the wait, and is used up.
  await page.getByRole("textbox", { name: words.code }).fill(used);
  await expect(page.getByText("The code is not right", { exact: false })).toBeVisible();
  await page.getByRole("textbox", { name: words.code }).fill(totp(app.secret, 1));
  await isIn(page);
});

test("the wait is lifted by a mailed link, which works once", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "en" });
  const page = await stranger("/sign-in", { language: "en" });
  await lockOut(page, company, who);
  await page.getByRole("button", { name: "Email me an unlock link" }).click();
  await expect(page.getByText(`If ${who.email} has an account, a link is on its way.`)).toBeVisible();
  const { found } = await company.post.letter(who.email, /(https:\/\/\S+\/unlock\?token=\S+)/);
  const { pathname, search } = new URL(found);
  await page.goto(pathname + search);
  await page.getByRole("button", { name: "Unlock" }).click();
  await expect(page.getByText("Sign-in is unlocked. Please sign in.")).toBeVisible();
  await enter(page, who.email, who.password);
  await isIn(page);
  await page.goto(pathname + search);
  await page.getByRole("button", { name: "Unlock" }).click();
  await expect(page.getByText("This link is no longer valid")).toBeVisible();
});

test("the wait is lifted by an administrator, not by a representative", async ({ someone, stranger, open, company }) => {
  const who = await someone({ language: "en" });
  const admin = await open("keeper", "/icons/kedun.svg");
  const page = await stranger("/sign-in", { language: "en" });
  await lockOut(page, company, who);
  expect(await company.people.rep.api.refused("POST", `/users/${who.id}/unlock`, {})).toBe("403 forbidden");
  await admin.goto(`/settings/users?user=${who.id}`);
  await admin.getByRole("button", { name: "Unlock" }).click();
  await expect(admin.getByText(`${who.name} can sign in again`)).toBeVisible();
  await expect(admin.getByRole("button", { name: "Unlock" })).toHaveCount(0);
  await page.goto("/sign-in");
  await enter(page, who.email, who.password);
  await isIn(page);
});
