/** Signing in through the page, in either language. */
import { expect, type Page } from "@playwright/test";
import type { Newcomer } from "./company.ts";

export const words = {
  email: /^(工作邮箱|Work email)$/,
  password: /^(密码|Password)$/,
  signIn: /^(登录|Sign in)$/,
  code: /^(6 位验证码|6-digit code)$/,
  appCode: /^(应用里显示的 6 位数字|The 6 digits the app shows)$/,
  passkeySignIn: /^(用通行密钥登录|Sign in with a passkey)$/,
  usePasskey: /^(使用通行密钥|Use a passkey)$/,
  other: /^(换一种方式|Use another way)$/,
  addWay: /^(添加验证方式|Add a way)$/,
  account: /^(账号|Account): /,
};

/** Types email and password, and sends them; what comes then is for the test to say. */
export async function enter(page: Page, email: string, password: string): Promise<void> {
  await page.getByRole("textbox", { name: words.email }).fill(email);
  await page.getByRole("textbox", { name: words.password }).fill(password);
  await page.getByRole("button", { name: words.signIn }).click();
}

/** The app stands: its first list is there. */
export const isIn = (page: Page) => expect(page).toHaveURL(/\/o\//);

type Stranger = (path: string, look: { language: "zh" | "en"; phone?: boolean }) => Promise<Page>;

/** A page of somebody who has signed in there just now, so that nothing asks for a fresh proof. */
export async function signedIn(stranger: Stranger, who: Newcomer, path: string, phone = false): Promise<Page> {
  const page = await stranger(path, { language: who.language, phone });
  await enter(page, who.email, who.password);
  await expect(page).not.toHaveURL(/sign-in/);
  return page;
}

/** Signs out as the account's menu does: the page is loaded anew. */
export async function leave(page: Page): Promise<void> {
  const origin = new URL(page.url()).origin;
  // First nothing of the app: a page that learns of the end by itself goes to the sign-in too, and one would abort the other.
  await page.goto("about:blank");
  const answer = await page.request.delete(`${origin}/api/v1/session`, { headers: { Origin: origin } });
  expect(answer.ok()).toBe(true);
  await page.goto("/sign-in");
}

/** Who the page's cookies say that one is; null for nobody. */
export async function whoIs(page: Page): Promise<string | null> {
  const answer = await page.request.get(`${new URL(page.url()).origin}/api/v1/me`);
  return answer.ok() ? ((await answer.json()) as { user: { email: string } }).user.email : null;
}

/** Ticks that the recovery codes are kept, and gives them. */
export async function keepCodes(page: Page): Promise<string[]> {
  const list = page.getByRole("list", { name: /^(恢复码|Recovery codes)$/ });
  await expect(list.getByRole("listitem")).toHaveCount(10);
  const codes = await list.getByRole("listitem").allTextContents();
  await page.getByText(/^(我已经保存好这些恢复码|I have kept these codes)$/).click();
  await page.getByRole("button", { name: /^(完成|Done)$/ }).click();
  return codes;
}

/** What somebody does next in a page that stands open; when their session is over, it leads to the sign-in. */
export async function nextStep(page: Page): Promise<void> {
  await page.getByRole("button", { name: words.account }).click();
  await page.getByRole("menuitem", { name: /^(设备与会话|Sessions and devices)$/ }).click();
}
