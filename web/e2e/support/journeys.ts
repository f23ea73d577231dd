/** The steps of signing in and of looking after one's own security, one after the other, for the checks that hold on all pages. */
import { expect, type Page } from "@playwright/test";
import { type Company, newcomer, type Newcomer } from "./company.ts";
import { enter, isIn, keepCodes, words } from "./door.ts";
import { addApp } from "./factors.ts";
import { ssoCompany } from "./ssoJourney.ts";

export interface Journey {
  name: string;
  /** Calls `look` wherever there is something to be looked at. */
  run(page: Page, company: Company, look: (name: string) => Promise<void>): Promise<void>;
}

const press = (page: Page, name: RegExp) => page.getByRole("button", { name }).first().click();
const next = (page: Page, name: RegExp) => expect(page.getByRole("heading", { name }).first()).toBeVisible();
/** Somebody who reads what the page is written in. */
const reader = async (page: Page, company: Company, roles: string[]): Promise<Newcomer> => {
  const language = (await page.locator("html").getAttribute("lang"))?.startsWith("en") ? "en" : "zh";
  return newcomer(company, { roles, language });
};
const wrong = { password: "not the password at all", code: "000000" };

const securedPerson: Journey = {
  name: "with a second step",
  async run(page, company, look) {
    const who = await reader(page, company, ["administrator"]);
    const app = await addApp(who.api);
    await who.api.close();
    await enter(page, who.email, who.password);
    await next(page, /再验证一步|One more step/);
    await look("step-app");
    await press(page, words.other);
    await look("step-ways");
    await press(page, /^(恢复码|Recovery code)/);
    const code = page.getByRole("textbox", { name: /^(恢复码|Recovery code)$/ });
    await code.fill("AAAA-AAAA-AAAA-AAAA");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toBeVisible();
    await look("step-recovery-refused");
    await code.fill(app.recoveryCodes[0] ?? "");
    await page.keyboard.press("Enter");
    await isIn(page);

    await page.goto("/security");
    await look("security-with-app");
    await page.getByRole("textbox", { name: /^(邮件校验码|Mail code)$/ }).fill("7K3M-9QXZ");
    await press(page, /^(查一下|Check)$/);
    await expect(page.getByRole("alert")).toBeVisible();
    await page.getByRole("alert").scrollIntoViewIfNeeded();
    await look("mail-not-ours");
    await press(page, words.addWay);
    await press(page, /^(安全密钥|Security key)/);
    await look("add-security-key");
    await page.keyboard.press("Escape");

    // The proof can't be made old; the refusal is written by hand, the question is real.
    await page.route("**/api/v1/me/factors/*", (route) => route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify({ status: 403, code: "step_up_required" }) }));
    await press(page, /^(操作：|Actions: )App$/);
    await page.getByRole("menuitem", { name: /^(移除|Remove)$/ }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: /^(移除|Remove)$/ }).click();
    await expect(page.getByRole("dialog", { name: /^(请确认是你本人|Please confirm that it is you)$/ }).getByRole("textbox")).toBeVisible();
    await look("step-up");
    await page.unroute("**/api/v1/me/factors/*");
  },
};

const newPerson: Journey = {
  name: "who must add a second step",
  async run(page, company, look) {
    const { api } = company.people.admin;
    const who = await reader(page, company, ["marketing"]);
    await who.api.close();
    // Of a role of its own, which no other test signs in with; it stays.
    const { second_factor } = await api.get<{ second_factor: { roles: object } }>("/security/sign-in");
    const rule = { need: "any", grace_days: 0, allowed: ["passkey", "totp", "email_code"] };
    await api.send("PUT", "/security/sign-in", { second_factor: { ...second_factor, roles: { ...second_factor.roles, marketing: rule } } });
    await enter(page, who.email, who.password);
    await next(page, /添加一种验证方式|Add a second step/);
    await look("enroll");
    await press(page, /^(通行密钥|Passkey)/);
    await look("enroll-passkey");
    await press(page, words.other);
    await press(page, /^(验证器应用|Authenticator app)/);
    const code = page.getByRole("textbox", { name: words.appCode });
    await code.fill(wrong.code);
    await expect(page.getByRole("alert")).toBeVisible();
    await look("enroll-app-refused");
    await press(page, words.other);
    await press(page, /^(邮箱验证码|Code by email)/);
    await press(page, /^(发送验证码|Send a code)$/);
    await expect(page.getByRole("textbox", { name: words.code })).toBeVisible();
    await look("enroll-mail");
    await page.getByRole("textbox", { name: words.code }).fill((await company.post.letter(who.email, /\b(\d{6})\b/)).found);
    await expect(page.getByRole("list", { name: /^(恢复码|Recovery codes)$/ })).toBeVisible();
    await look("recovery-codes");
    await keepCodes(page);
    await isIn(page);
  },
};

const lockedPerson: Journey = {
  name: "who has forgotten and tried too often",
  async run(page, company, look) {
    const who = await reader(page, company, ["sales_rep"]);
    await who.api.close();
    await page.getByRole("button", { name: /^(忘记密码？|Forgotten your password\?)$/ }).click();
    await page.getByRole("textbox", { name: words.email }).fill(who.email);
    await press(page, /^(发送链接|Send the link)$/);
    await expect(page.getByText(who.email, { exact: false })).toBeVisible();
    await look("forgotten-sent");
    const { found } = await company.post.letter(who.email, /(https:\/\/\S+\/reset\?token=\S+)/);
    const { pathname, search } = new URL(found);
    await page.goto(pathname + search);
    await press(page, /^(继续|Go on)$/);
    const password = page.getByRole("textbox", { name: /^(新密码|New password)$/ });
    await password.fill("yunling yunling yunling");
    await expect(page.getByRole("listitem").filter({ hasText: /不是常见密码|Not a common one/ })).toContainText(/不符合|broken|已满足|met/);
    await look("new-password");

    await press(page, /^(重新登录|Start over)$/);
    for (let tries = 0; tries < 5; tries++) {
      await page.request.post(`${company.url}/api/v1/session`, { data: { email: who.email, password: wrong.password }, headers: { Origin: company.url } });
    }
    await enter(page, who.email, who.password);
    await expect(page.getByRole("timer")).toBeVisible();
    await look("too-many");
    await press(page, /^(用验证器应用的数字解除|Unlock with your authenticator app)$/);
    await page.getByRole("textbox", { name: /6 位数字|6 digits/ }).fill(wrong.code);
    await expect(page.getByRole("alert")).toBeVisible();
    await look("too-many-refused");
  },
};

const robbedPerson: Journey = {
  name: "whose account is compromised",
  async run(page, company, look) {
    const who = await reader(page, company, ["sales_rep"]);
    await enter(page, who.email, who.password);
    await isIn(page);
    const { items } = await who.api.get<{ items: { id: string }[] }>("/me/devices");
    const mine = await page.request.get(`${company.url}/api/v1/me/devices`);
    const current = ((await mine.json()) as { items: { id: string; current: boolean }[] }).items.find((device) => device.current);
    for (const { id } of items) if (id !== current?.id) await who.api.send("DELETE", `/me/devices/${id}`).catch(() => undefined);
    await who.api.close();
    await page.goto("/me/sessions");
    await expect(page.getByText(/只有这一台设备登录过|Only this device has signed in/)).toBeVisible();
    await look("sessions-alone");
    await page.goto("/security");
    await press(page, /^(账号可能被盗|My account is compromised)$/);
    const sure = page.getByRole("alertdialog");
    await sure.getByText(/同时移除最近添加的验证方式|Also remove second steps added lately/).click();
    await sure.getByRole("textbox").fill("0");
    await look("compromised-refused");
    await sure.getByText(/同时移除最近添加的验证方式|Also remove second steps added lately/).click();
    await sure.getByRole("button", { name: /^(结束一切|End everything)$/ }).click();
    await expect(page.getByText(/账号的一切登录都已结束|Everything of your account has ended/)).toBeVisible();
    await look("compromised-ended");
  },
};

export const JOURNEYS: readonly Journey[] = [securedPerson, newPerson, lockedPerson, ssoCompany, robbedPerson];
