/**
 * Proving once more who one is, before something dangerous. The server's clock can't be turned, so the one refusal for want of a fresh
 * proof is written by hand; the question that follows, its answer and the call repeated are real.
 */
import type { Page } from "@playwright/test";
import { enter, isIn, words } from "./support/door.ts";
import { addApp, totp } from "./support/factors.ts";
import { tooOld } from "./support/proof.ts";
import { expect, test } from "./support/test.ts";

const sessionOf = async (page: Page) => (await page.context().cookies()).find(({ name }) => name === "__Host-kedun")?.value;

test("an export asks for the password first, then goes on by itself in a session with a new token", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "en", roles: ["administrator"] });
  const page = await stranger("/sign-in", { language: "en" });
  await enter(page, who.email, who.password);
  await isIn(page);
  await page.goto("/o/account?q=Redwood");
  await expect(page.getByRole("grid")).toContainText("Redwood Systems");
  const seen = await tooOld(page, "/exports", "POST");
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export accounts" });
  await dialog.getByRole("button", { name: "Export" }).click();
  const proof = page.getByRole("dialog", { name: "Please confirm that it is you" });
  await proof.getByRole("textbox", { name: "Current password" }).fill("not the password at all");
  await page.keyboard.press("Enter");
  await expect(proof.getByText("The password is not right.")).toBeVisible();
  expect(seen.calls).toHaveLength(1);
  const before = await sessionOf(page);
  await proof.getByRole("textbox", { name: "Current password" }).fill(who.password);
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(download.suggestedFilename()).toMatch(/\.(csv|xlsx)$/);
  expect(seen.calls).toHaveLength(2);
  await expect(proof).toHaveCount(0);

  // The token that was there before the proof is worth nothing any more.
  const now = await sessionOf(page);
  expect(now).not.toBe(before);
  const old = await stranger("/icons/kedun.svg");
  const answer = await old.request.get(`${company.url}/api/v1/me`, { headers: { Cookie: `__Host-kedun=${before}` } });
  expect(answer.status()).toBe(401);
});

test("given up, the call fails where it began, and nothing was done", async ({ someone, stranger }) => {
  const who = await someone({ language: "zh" });
  const app = await addApp(who.api);
  const page = await stranger("/sign-in", { language: "zh" });
  await enter(page, who.email, who.password);
  const used = totp(app.secret);
  await page.getByRole("textbox", { name: words.code }).fill(used);
  await isIn(page);
  await page.goto("/security");
  const seen = await tooOld(page, "/me/factors/*", "PATCH");
  await page.getByRole("button", { name: "操作：App" }).click();
  await page.getByRole("menuitem", { name: "重命名" }).click();
  await page.getByRole("textbox", { name: "名称" }).fill("手机");
  await page.getByRole("button", { name: "保存" }).click();
  const proof = page.getByRole("dialog", { name: "请确认是你本人" });
  // With a factor bound, the password alone proves nothing.
  await expect(proof.getByRole("textbox", { name: words.code })).toBeFocused();
  await proof.getByRole("button", { name: words.other }).click();
  await expect(proof.getByRole("button", { name: "密码" })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(proof).toHaveCount(0);
  await expect(page.getByRole("dialog", { name: "重命名" }).getByText("请再验证一次身份。")).toBeVisible();
  await expect(page.getByRole("button", { name: "保存" })).toBeFocused();
  expect(seen.calls).toHaveLength(1);

  seen.calls.length = 0;
  await page.getByRole("button", { name: "保存" }).click();
  await proof.getByRole("textbox", { name: words.code }).fill(used);
  await expect(proof.getByText("验证码不正确", { exact: false })).toBeVisible();
  await proof.getByRole("textbox", { name: words.code }).fill(totp(app.secret, 1));
  await expect(page.getByText("已改名为“手机”")).toBeVisible();
  expect(seen.calls.at(-1)?.postDataJSON()).toEqual({ label: "手机" });
});
