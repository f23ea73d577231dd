/** The house's rules of sign-in, changed on their page and met at the door. What a test changes it puts back. */
import type { Api } from "./support/api.ts";
import { invite } from "./support/company.ts";
import { enter, isIn, keepCodes, leave, whoIs, words } from "./support/door.ts";
import { addApp, Key, totp, withoutList } from "./support/factors.ts";
import { expect, test } from "./support/test.ts";

interface Rules {
  password_policy: string;
  second_factor: { roles: Record<string, unknown> };
}

/** Runs with the rules as they come to be, and puts them back. */
async function puttingBack(api: Api, run: (rules: Rules) => Promise<void>): Promise<void> {
  const before = await api.get<Rules>("/security/sign-in");
  try {
    await run(before);
  } finally {
    await api.send("PUT", "/security/sign-in", before);
  }
}

const AT_ONCE = { need: "any", grace_days: 0, allowed: ["passkey", "totp"] };

test("a role that must have a second step is led through adding one at sign-in", async ({ open, someone, stranger, company }) => {
  await puttingBack(company.people.admin.api, async () => {
    const who = await someone({ language: "zh", roles: ["service_agent"] });
    const admin = await open("admin", "/security/sign-in?tab=factors", { language: "en" });
    await admin.getByRole("button", { name: "Own rule: Service agent" }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByText(/^A second step/).click();
    await dialog.getByRole("textbox", { name: "Days of grace" }).fill("91");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect(dialog.getByText("Enter a whole number from 0 to 90")).toBeVisible();
    await dialog.getByRole("textbox", { name: "Days of grace" }).fill("0");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await admin.getByRole("button", { name: "Save", exact: true }).click();
    await expect(admin.getByText("The rules of sign-in are saved")).toBeVisible();

    const page = await stranger("/sign-in", { language: "zh", phone: true });
    await enter(page, who.email, who.password);
    await expect(page.getByRole("heading", { name: "添加一种验证方式" })).toBeVisible();
    expect(await whoIs(page)).toBeNull();
    await page.reload();
    await page.getByRole("button", { name: /^验证器应用/ }).click();
    const secret = (await page.getByRole("status", { name: "密钥" }).textContent()) ?? "";
    const code = page.getByRole("textbox", { name: words.appCode });
    await code.fill(totp(secret, 40));
    await expect(page.getByText("验证码不正确", { exact: false })).toBeVisible();
    await code.fill(totp(secret));
    await keepCodes(page);
    await isIn(page);
    expect(await whoIs(page)).toBe(who.email);

    await admin.goto("/security/sign-in?tab=coverage");
    await expect(admin.getByRole("link", { name: new RegExp(who.name) })).toContainText("Authenticator app");
  });
});

test("whoever is invited adds the second step that their role must have, and is in", async ({ stranger, company }) => {
  const { api } = company.people.admin;
  await puttingBack(api, async ({ second_factor }) => {
    await api.send("PUT", "/security/sign-in", { second_factor: { ...second_factor, roles: { ...second_factor.roles, marketing: AT_ONCE } } });
    const link = await invite(company, { email: "mai@example.com", name: "Mai Tran", roles: ["marketing"], language: "en" });
    const page = await stranger(link, { language: "en", phone: true });
    await page.getByRole("textbox", { name: "Choose a password" }).fill("mai tran mai tran");
    await page.getByRole("button", { name: "Join" }).click();
    await expect(page.getByRole("alert").first()).toBeVisible();
    await page.getByRole("textbox", { name: "Choose a password" }).fill("a sentence nobody else has had");
    await page.getByRole("button", { name: "Join" }).click();
    await expect(page.getByRole("heading", { name: "Add a second step" })).toBeVisible();
    expect(page.url()).not.toContain("invitation");
    expect(await whoIs(page)).toBeNull();
    await page.getByRole("button", { name: /^Authenticator app/ }).click();
    const secret = (await page.getByRole("status", { name: "Key" }).textContent()) ?? "";
    await page.getByRole("textbox", { name: words.appCode }).fill(totp(secret, 40));
    await expect(page.getByText("The code is not right", { exact: false })).toBeVisible();
    await page.getByRole("textbox", { name: words.appCode }).fill(totp(secret));
    await keepCodes(page);
    await isIn(page);
    expect(await whoIs(page)).toBe("mai@example.com");
    // The link is used up, also by who left half-way.
    const later = await stranger(link, { language: "en" });
    await expect(later.getByText("This invitation is no longer valid")).toBeVisible();
  });
});

test("a policy shows the clauses it meets and breaks, and its rules where a password is chosen", async ({ open, stranger, company }) => {
  await puttingBack(company.people.admin.api, async () => {
    const admin = await open("admin", "/security/sign-in");
    const nist = admin.getByRole("table").filter({ hasText: "NIST SP 800-63B" });
    await expect(nist.getByRole("row").filter({ hasText: "SHALL" }).first()).toContainText("符合");
    await admin.getByRole("radio", { name: /等保/ }).check({ force: true });
    await expect(admin.getByRole("table").filter({ hasText: "GB/T 22239" })).toContainText("符合");
    await expect(nist).toContainText("不符合");
    await admin.getByRole("button", { name: "保存", exact: true }).click();
    await expect(admin.getByText("已保存登录规则")).toBeVisible();

    const link = await invite(company, { email: "dengbao@example.com", name: "等保", roles: ["read_only"], language: "zh" });
    const page = await stranger(link, { language: "zh", phone: true });
    const rules = page.getByRole("list", { name: "密码要求" });
    const rule = (words: string) => rules.getByRole("listitem").filter({ hasText: words });
    await expect(rule("包含大写字母、小写字母、数字和符号")).toBeVisible();
    const field = page.getByRole("textbox", { name: "设置密码" });
    await field.fill("only lower case letters");
    await expect(rule("包含大写字母")).toContainText("还缺：大写字母、数字");
    await page.getByRole("button", { name: "加入" }).click();
    await expect(page.getByText("密码还缺：大写字母、数字")).toBeVisible();
    await field.fill("Only 4 lower case letters, or so");
    await expect(rule("包含大写字母")).toContainText("已满足");
    await expect(rule("不是常见密码")).toContainText("已满足");
    await page.getByRole("button", { name: "加入" }).click();
    await isIn(page);
  });
});

test("where there are no passwords, whoever is invited makes a passkey, and signs in by it alone", async ({ stranger, company }) => {
  const { api } = company.people.admin;
  await puttingBack(api, async () => {
    await api.send("PUT", "/security/sign-in", { password_policy: "passkey-only" });
    const link = await invite(company, { email: "keyed@example.com", name: "Kay Ed", roles: ["read_only"], language: "en" });
    const page = await stranger("/icons/kedun.svg", { language: "en", phone: true });
    const key = await Key.of(page, "roaming");
    await withoutList(page);
    await page.goto(link);
    await expect(page.getByText("There are no passwords here", { exact: false })).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Choose a password" })).toHaveCount(0);
    await page.getByRole("button", { name: "Join" }).click();
    // A key that is only touched would let nobody in, and is not offered.
    await expect(page.getByRole("button", { name: "Make a passkey" })).toBeVisible();
    await key.verifies(false);
    await page.getByRole("button", { name: "Make a passkey" }).click();
    await expect(page.getByText("That was not finished.", { exact: false })).toBeVisible();
    expect(await whoIs(page)).toBeNull();
    await key.verifies(true);
    await page.getByRole("button", { name: "Make a passkey" }).click();
    await keepCodes(page);
    await isIn(page);
    await leave(page);
    await expect(page.getByRole("textbox", { name: words.password })).toHaveCount(0);
    await page.getByRole("button", { name: words.passkeySignIn }).click();
    await isIn(page);
    expect(await whoIs(page)).toBe("keyed@example.com");
  });
});

test("passkeys only is asked about first, and lets whoever has none in by the password once", async ({ open, someone, stranger, company }) => {
  const { api } = company.people.admin;
  await puttingBack(api, async ({ second_factor }) => {
    await api.send("PUT", "/security/sign-in", { second_factor: { ...second_factor, default: AT_ONCE } });
    const who = await someone({ language: "en" });
    const admin = await open("admin", "/security/sign-in", { language: "en" });
    await admin.getByRole("radio", { name: /passkeys? only/i }).check({ force: true });
    await admin.getByRole("button", { name: "Save", exact: true }).click();
    const sure = admin.getByRole("alertdialog", { name: "Sign in by passkey only?" });
    await expect(sure.getByText(/^\d+ of \d+ people have no passkey\.$/)).toBeVisible();
    await expect(sure.getByText("You have no passkey yourself")).toBeVisible();
    await sure.getByRole("button", { name: "Cancel" }).click();
    expect((await api.get<Rules>("/security/sign-in")).password_policy).not.toBe("passkey-only");
    await admin.getByRole("button", { name: "Save", exact: true }).click();
    await sure.getByRole("button", { name: "Passkeys only" }).click();
    await expect(admin.getByText("The rules of sign-in are saved")).toBeVisible();

    const page = await stranger("/icons/kedun.svg", { language: "en", phone: true });
    await Key.of(page, "roaming");
    await withoutList(page);
    await page.goto("/sign-in");
    await expect(page.getByRole("button", { name: words.passkeySignIn })).toBeVisible();
    await expect(page.getByRole("textbox", { name: words.password })).toHaveCount(0);
    await page.getByRole("button", { name: "I have no passkey yet" }).click();
    await enter(page, who.email, "not their password");
    await expect(page.getByText("The email or the password is not right.")).toBeVisible();
    await enter(page, who.email, who.password);
    expect(await whoIs(page)).toBeNull();
    await page.getByRole("button", { name: "Make a passkey" }).click();
    await keepCodes(page);
    await isIn(page);
    expect(await whoIs(page)).toBe(who.email);
  });
});

test("what a colleague changed meanwhile stays when other rules are saved", async ({ open, company }) => {
  const { api } = company.people.admin;
  await puttingBack(api, async ({ second_factor }) => {
    const admin = await open("admin", "/security/sign-in", { language: "en" });
    await expect(admin.getByRole("radio", { name: /DJCP|Dengbao|MLPS|等保/i })).toBeVisible();
    await api.send("PUT", "/security/sign-in", { second_factor: { ...second_factor, roles: { ...second_factor.roles, marketing: AT_ONCE } } });
    await admin.getByRole("radio", { name: /DJCP|Dengbao|MLPS|等保/i }).check({ force: true });
    await admin.getByRole("button", { name: "Save", exact: true }).click();
    await expect(admin.getByText("The rules of sign-in are saved")).toBeVisible();
    const kept = await api.get<Rules>("/security/sign-in");
    expect(kept.password_policy).toBe("dengbao");
    expect(kept.second_factor.roles).toHaveProperty("marketing");
  });
});

test("an administrator takes lost factors away, and asks for another password", async ({ open, someone, stranger, company }) => {
  const who = await someone({ language: "en" });
  // Without it, whoever only manages users needs a code that the person reads out.
  const { api } = company.people.admin;
  const people = await api.get<Record<string, unknown>>("/security/people");
  await api.send("PUT", "/security/people", { ...people, help_desk: { code_required: false } });
  await addApp(who.api);
  const admin = await open("keeper", `/settings/users?user=${who.id}`);
  const drawer = admin.getByRole("dialog", { name: who.name });
  await expect(drawer.getByRole("listitem").filter({ hasText: "Authenticator app" })).toBeVisible();
  await drawer.getByRole("button", { name: "Reset second step" }).click();
  const sure = admin.getByRole("alertdialog");
  await sure.getByRole("button", { name: "Reset second step" }).click();
  await expect(admin.getByText(`The second step of ${who.name} is reset`)).toBeVisible();
  await expect(drawer.getByText("No second step")).toBeVisible();
  expect(await who.api.refused("GET", "/me")).toBe("401 unauthenticated");
  await drawer.getByRole("button", { name: "Require a new password" }).click();
  await sure.getByRole("button", { name: "Require a new password" }).click();
  await expect(admin.getByText(`${who.name} chooses a new password at the next sign-in`)).toBeVisible();

  const page = await stranger("/sign-in", { language: "en", phone: true });
  await enter(page, who.email, who.password);
  // After an incident a password alone is not enough, where mail can be sent.
  await page.getByRole("button", { name: "Send a code" }).click();
  await page.getByRole("textbox", { name: words.code }).fill((await company.post.letter(who.email, /\b(\d{6})\b/)).found);
  await expect(page.getByText("There has been a security incident. Choose a new password.")).toBeVisible();
  expect(await whoIs(page)).toBeNull();
  await page.getByRole("textbox", { name: "New password" }).fill(who.password);
  await page.getByRole("button", { name: "Save and go on" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await page.getByRole("textbox", { name: "New password" }).fill("another sentence of my own");
  await page.getByRole("button", { name: "Save and go on" }).click();
  await isIn(page);
  expect(await whoIs(page)).toBe(who.email);
});

test("a representative sees neither the rules nor who lives by them", async ({ open, company }) => {
  const page = await open("rep", "/security/sign-in");
  await expect(page.getByText("You are not allowed to do this.").first()).toBeVisible();
  const { api } = company.people.rep;
  expect(await api.refused("GET", "/security/coverage")).toBe("403 forbidden");
  expect(await api.refused("PUT", "/security/sign-in", { password_policy: "dengbao" })).toBe("403 forbidden");
});

test("a password that ends soon is told once, with the way to another", async ({ someone, stranger }) => {
  const who = await someone({ language: "en" });
  const page = await stranger("/sign-in", { language: "en" });
  // The clock of the server can't be turned: what it would say in the last days is written by hand.
  const end = new Date(Date.now() + 5 * 86_400_000).toISOString();
  await page.route("**/api/v1/me", async (route) => {
    const answer = await route.fetch();
    const me = (await answer.json()) as object;
    await route.fulfill({ response: answer, json: { ...me, features: { password_ages: true } } });
  });
  await page.route("**/api/v1/me/security", async (route) => {
    const answer = await route.fetch();
    const security = (await answer.json()) as { password: object };
    await route.fulfill({ response: answer, json: { ...security, missing: [{ code: "password_ends", weight: 5 }], password: { ...security.password, expires_at: end } } });
  });
  await enter(page, who.email, who.password);
  await isIn(page);
  await page.reload();
  const told = page.getByText(/^Your password expires on/);
  await expect(told).toBeVisible();
  await page.getByRole("button", { name: "Change it now" }).click();
  await expect(page.getByRole("heading", { name: "Password", exact: true })).toBeVisible();
  await expect(page.getByText("Your password expires soon")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Your password expires soon")).toBeVisible();
  await expect(told).toHaveCount(0);
});
