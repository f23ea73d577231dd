/** An invitation: how it is answered, what of a password is refused, and every way in which a link is over. */
import type { Page } from "@playwright/test";
import { type Company, COMPANY, invite, PASSWORD } from "./support/company.ts";
import { isIn, whoIs } from "./support/door.ts";
import { refusal } from "./support/mock.ts";
import { expect, test } from "./support/test.ts";

let guests = 0;

/** Somebody who is invited, with the path of their link. */
async function guest(company: Company, name: string, language: "zh" | "en"): Promise<{ email: string; link: string; id: string }> {
  const email = `guest-${++guests}@example.com`;
  const link = await invite(company, { email, name, roles: ["read_only"], language });
  const { items } = await company.people.admin.api.get<{ items: { id: string }[] }>(`/users?q=${email}`);
  return { email, link, id: items[0]?.id ?? "" };
}

const SAID = {
  zh: { gone: "邀请链接已失效", words: "如果你已经用它加入过，直接登录即可", toSignIn: "去登录", password: "设置密码", join: "加入", name: "你的姓名" },
  en: { gone: "This invitation is no longer valid", words: "If you have joined with it already, just sign in", toSignIn: "Go to sign-in", password: "Choose a password", join: "Join", name: "Your name" },
};
type Language = keyof typeof SAID;

/** The page says that the link is over and how to go on, offers nothing to fill in, and lets nobody in. */
async function isOver(page: Page, language: Language): Promise<void> {
  const said = SAID[language];
  await expect(page.getByText(said.gone)).toBeVisible();
  await expect(page.getByText(said.words, { exact: false })).toBeVisible();
  await expect(page.getByRole("textbox")).toHaveCount(0);
  expect(await whoIs(page)).toBeNull();
  await expect(page.getByRole("link", { name: said.toSignIn })).toHaveAttribute("href", "/sign-in");
}

test("an invitation is read, answered with a password that is good enough, and used up: in Chinese, on a phone", async ({ stranger, company }) => {
  const said = SAID.zh;
  const { email, link } = await guest(company, "周小满", "zh");
  const page = await stranger(link, { language: "zh", phone: true });
  await expect(page.getByRole("heading", { name: `加入${COMPANY}` })).toBeVisible();
  await expect(page.getByText(email, { exact: false })).toBeVisible();
  const field = page.getByRole("textbox", { name: said.password });
  const join = page.getByRole("button", { name: said.join });
  const refused = async (password: string, why: RegExp) => {
    await field.fill(password);
    await join.click();
    await expect(page.getByRole("alert").filter({ hasText: why })).toBeVisible();
    await expect(page).toHaveURL(/\/invitation\//);
    expect(await whoIs(page)).toBeNull();
  };
  await refused("", /密码至少 15 个字符/);
  await refused("短密码", /密码至少 15 个字符/);
  await refused("passwordpassword", /常见/);
  await refused("周小满周小满周小满周小满周小满", /姓名|常见|重复/);
  await page.getByRole("textbox", { name: said.name }).fill("  ");
  await field.fill(PASSWORD);
  await join.click();
  await expect(page.getByText("请填写姓名")).toBeVisible();
  await page.getByRole("textbox", { name: said.name }).fill("周满");
  await join.click();
  await isIn(page);
  expect(await whoIs(page)).toBe(email);
  await page.goto("/me/profile");
  await expect(page.getByRole("textbox", { name: "姓名" })).toHaveValue("周满");

  await isOver(await stranger(link, { language: "zh", phone: true }), "zh");
});

test("an invitation is answered once, in English, and leads the second who opens it to the sign-in", async ({ stranger, company }) => {
  const said = SAID.en;
  const { email, link } = await guest(company, "June Park", "en");
  const page = await stranger(link, { language: "en" });
  const late = await stranger(link, { language: "en", phone: true });
  const field = page.getByRole("textbox", { name: said.password });
  await field.fill("too short");
  await page.getByRole("button", { name: said.join }).click();
  await expect(page.getByText("At least 15 characters").first()).toBeVisible();
  await field.fill("june park june park");
  await page.getByRole("button", { name: said.join }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  expect(await whoIs(page)).toBeNull();
  await field.fill(PASSWORD);
  await page.getByRole("button", { name: said.join }).click();
  await isIn(page);
  expect(await whoIs(page)).toBe(email);

  // Whoever had it open as well hears of it when they answer.
  await late.getByRole("textbox", { name: said.password }).fill(PASSWORD);
  await late.getByRole("button", { name: said.join }).click();
  await isOver(late, "en");
  await late.getByRole("link", { name: said.toSignIn }).click();
  await expect(late).toHaveURL(/\/sign-in$/);
});

for (const language of ["zh", "en"] as const) {
  test(`a link that was replaced, withdrawn or never was is over (${language})`, async ({ stranger, company }) => {
    const { api } = company.people.admin;
    const look = { language, phone: true };

    // Replaced by a new one, while the page of the old one stands open.
    const replaced = await guest(company, "Rita 丽", language);
    const open = await stranger(replaced.link, look);
    await expect(open.getByRole("textbox", { name: SAID[language].password })).toBeVisible();
    const { invitation_url } = await api.post<{ invitation_url: string }>(`/users/${replaced.id}/invitation`, {});
    await open.getByRole("textbox", { name: SAID[language].password }).fill(PASSWORD);
    await open.getByRole("button", { name: SAID[language].join }).click();
    await isOver(open, language);
    await isOver(await stranger(replaced.link, look), language);
    const next = await stranger(new URL(invitation_url).pathname, look);
    await expect(next.getByText(replaced.email, { exact: false })).toBeVisible();

    // Withdrawn: the address was changed, the account disabled.
    const moved = await guest(company, "Mo 莫", language);
    const { version } = await api.get<{ version: number }>(`/users/${moved.id}`);
    await api.send("PUT", `/users/${moved.id}/email`, { email: `moved-${moved.email}`, version });
    await isOver(await stranger(moved.link, look), language);
    const disabled = await guest(company, "Di 狄", language);
    const before = await api.get<{ version: number }>(`/users/${disabled.id}`);
    await api.send("PATCH", `/users/${disabled.id}`, { active: false, version: before.version });
    await isOver(await stranger(disabled.link, look), language);

    // Never was: cut off, made up, not even a text.
    for (const path of [disabled.link.slice(0, -4), "/invitation/nothing", "/invitation/%zz", `/invitation/${"a".repeat(43)}`]) {
      await isOver(await stranger(path, look), language);
    }
  });
}

test("an invitation that has run out reads like one that was used, and what was only busy is asked again", async ({ stranger, company }) => {
  const { link, email } = await guest(company, "Late 迟", "en");
  const page = await stranger("/icons/kedun.svg", { language: "en" });
  // The server's clock can't be turned: it answers for a link that ran out as for one that was used.
  const used = await company.people.rep.api.context.get("/api/v1/invitations/nothing");
  const { code } = (await used.json()) as { code: string };
  const answers = [refusal(used.status(), code), refusal(429, "try_later")];
  await page.route("**/api/v1/invitations/*", (route) => {
    const answer = answers.shift();
    return answer ? route.fulfill({ status: answer.status, contentType: "application/problem+json", body: JSON.stringify({ status: answer.status, code: answer.code }) }) : route.fallback();
  });
  await page.goto(link);
  await isOver(page, "en");
  await page.goto(link);
  await expect(page.getByText("Too many attempts", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText(email, { exact: false })).toBeVisible();
});
