/** "Account compromised": by the owner and by an administrator, what ends, what comes then, and who may see what the account touched. */
import { type APIResponse, request } from "@playwright/test";
import type { Newcomer } from "./support/company.ts";
import { enter, isIn, nextStep, whoIs, words } from "./support/door.ts";
import { addApp } from "./support/factors.ts";
import { tooOld } from "./support/proof.ts";
import { expect, test } from "./support/test.ts";

const NEXT = "another sentence of my own 换一句";

/** A token of theirs, made in the session they just proved. */
const tokenOf = async ({ api }: Newcomer): Promise<string> => (await api.post<{ secret: string }>("/me/tokens", { name: "Report", scopes: ["profile:read"] })).secret;

/** As a program asks: without cookies. */
async function byToken(url: string, secret: string): Promise<number> {
  const program = await request.newContext({ ignoreHTTPSErrors: true });
  const answer: APIResponse = await program.get(`${url}/api/v1/me`, { headers: { Authorization: `Bearer ${secret}` } });
  await program.dispose();
  return answer.status();
}

test("whoever says so of themselves is out everywhere, and comes back with a new password", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "en" });
  const secret = await tokenOf(who);
  expect(await byToken(company.url, secret)).toBe(200);
  const page = await stranger("/sign-in", { language: "en", phone: true });
  await enter(page, who.email, who.password);
  await isIn(page);
  const other = await stranger("/sign-in", { language: "en" });
  await enter(other, who.email, who.password);
  await isIn(other);

  await page.goto("/security");
  const button = page.getByRole("button", { name: "My account is compromised" });
  await button.click();
  const sure = page.getByRole("alertdialog", { name: "End everything of your account?" });
  for (const ends of ["the page you are looking at too", "known device", "access tokens", "codes and links that were sent", "imports"]) await expect(sure).toContainText(ends);
  await expect(sure).toContainText("a code sent to your mail address");
  await sure.getByRole("button", { name: "Cancel" }).click();
  expect(await whoIs(other)).toBe(who.email);
  expect(await byToken(company.url, secret)).toBe(200);

  await button.click();
  await sure.getByText("Also remove second steps added lately").click();
  await sure.getByRole("textbox", { name: "Added within so many days" }).fill("400");
  await sure.getByRole("button", { name: "End everything" }).click();
  await expect(sure.getByText("Enter a whole number from 1 to 365")).toBeVisible();
  expect(await whoIs(page)).toBe(who.email);
  await sure.getByText("Also remove second steps added lately").click();
  await sure.getByRole("button", { name: "End everything" }).click();

  await expect(page.getByText("Everything of your account has ended")).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in/);
  for (const ended of ["3 sessions", "3 devices", "1 access token"]) await expect(page.getByText(ended, { exact: true })).toBeVisible();
  expect(await whoIs(page)).toBeNull();
  await nextStep(other);
  await expect(other).toHaveURL(/\/sign-in/);
  await expect(other.getByText("Everything of your account has ended")).toHaveCount(0);
  expect(await byToken(company.url, secret)).toBe(401);
  expect(await who.api.refused("GET", "/me")).toBe("401 unauthenticated");
  await company.post.letter(who.email, /Your account was reported as compromised/);

  // The old password leads no further than to a new one, and that after one more step.
  await page.reload();
  await enter(page, who.email, who.password);
  await page.getByRole("button", { name: "Send a code" }).click();
  await page.getByRole("textbox", { name: words.code }).fill((await company.post.letter(who.email, /\b(\d{6})\b/)).found);
  await expect(page.getByText("There has been a security incident. Choose a new password.")).toBeVisible();
  expect(await whoIs(page)).toBeNull();
  const field = page.getByRole("textbox", { name: "New password" });
  await field.fill(who.password);
  await page.getByRole("button", { name: "Save and go on" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  expect(await whoIs(page)).toBeNull();
  await field.fill(NEXT);
  await page.getByRole("button", { name: "Save and go on" }).click();
  await isIn(page);
  expect(await whoIs(page)).toBe(who.email);
  await enter(other, who.email, who.password);
  await expect(other.getByText("The email or the password is not right.")).toBeVisible();
});

test("taking second steps away with it asks for a proof, and nothing ends without one", async ({ someone, stranger }) => {
  const who = await someone({ language: "zh" });
  const page = await stranger("/sign-in", { language: "zh" });
  await enter(page, who.email, who.password);
  await isIn(page);
  // Somebody adds a factor of their own.
  await addApp(who.api);
  await page.goto("/security");
  const seen = await tooOld(page, "/me/compromised", "POST");
  await page.getByRole("button", { name: "账号可能被盗" }).click();
  const sure = page.getByRole("alertdialog");
  await sure.getByText("同时移除最近添加的验证方式").click();
  await sure.getByRole("button", { name: "结束一切" }).click();
  const proof = page.getByRole("dialog", { name: "请确认是你本人" });
  await expect(proof).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(proof).toHaveCount(0);
  await expect(sure.getByRole("alert")).toBeVisible();
  expect(await whoIs(page)).toBe(who.email);
  expect(await who.api.refused("GET", "/me")).toBeNull();

  // Without that, no proof is asked for: whoever has only a stolen session to fight against can do it.
  seen.calls.length = 1;
  await sure.getByText("同时移除最近添加的验证方式").click();
  await sure.getByRole("button", { name: "结束一切" }).click();
  await expect(page.getByText("账号的一切登录都已结束")).toBeVisible();
  await expect(page.getByText("最近添加的验证方式：App。", { exact: false })).toBeVisible();
  expect(await who.api.refused("GET", "/me")).toBe("401 unauthenticated");
});

test("a mail that is not ours leads to the same end", async ({ someone, stranger }) => {
  const who = await someone({ language: "zh" });
  const page = await stranger("/sign-in", { language: "zh", phone: true });
  await enter(page, who.email, who.password);
  await isIn(page);
  await page.goto("/security");
  await page.getByRole("textbox", { name: "邮件校验码" }).fill("7K3M-9QXZ");
  await page.getByRole("button", { name: "查一下" }).click();
  await page.getByRole("button", { name: "我已经填过密码" }).click();
  const sure = page.getByRole("alertdialog", { name: "结束你账号的一切登录？" });
  await sure.locator("footer").getByRole("button", { name: "取消" }).click();
  await expect(sure).toHaveCount(0);
  expect(await whoIs(page)).toBe(who.email);
});

test("an administrator ends everything after a fresh proof, and sees what the account touched", async ({ someone, stranger, company }) => {
  const who = await someone({ name: "Rui Tan", language: "en", roles: ["sales_rep"] });
  const account = await who.api.create("account", { name: "Kestrel Foods", phone: "+8613700137111" });
  await who.api.get(`/records/account/${account.id}`);
  await who.api.change("account", account.id, { name: "Kestrel Foods Asia" });
  const secret = await tokenOf(who);
  // Whoever manages users and reads the log: the log alone, or users alone, is not enough for all of it.
  const boss = await someone({ language: "en", roles: ["administrator", "security_officer"] });
  const page = await stranger("/sign-in", { language: "en" });
  await enter(page, boss.email, boss.password);
  await isIn(page);
  await page.goto(`/settings/users?user=${who.id}`);
  const drawer = page.getByRole("dialog", { name: who.name });
  const seen = await tooOld(page, "/users/*/compromised", "POST");
  await drawer.getByRole("button", { name: "Account compromised" }).click();
  const sure = page.getByRole("alertdialog", { name: `Is the account of ${who.name} compromised?` });
  await sure.getByRole("button", { name: "End everything" }).click();
  const proof = page.getByRole("dialog", { name: "Please confirm that it is you" });
  await expect(proof).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sure.getByRole("alert")).toBeVisible();
  expect(await who.api.refused("GET", "/me")).toBeNull();
  expect(await byToken(company.url, secret)).toBe(200);

  seen.calls.length = 0;
  await sure.getByRole("button", { name: "End everything" }).click();
  await proof.getByRole("textbox", { name: "Current password" }).fill(boss.password);
  await page.keyboard.press("Enter");
  const report = page.getByRole("dialog", { name: `Everything of ${who.name} has ended` });
  for (const ended of ["1 session", "1 device", "1 access token"]) await expect(report.getByText(ended, { exact: true })).toBeVisible();
  await expect(report.getByText("No second step was added lately.")).toBeVisible();
  expect(await who.api.refused("GET", "/me")).toBe("401 unauthenticated");
  expect(await byToken(company.url, secret)).toBe(401);

  await report.getByRole("link", { name: "What it touched" }).click();
  await expect(page.getByRole("heading", { name: "What an account touched" })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Person" })).toHaveValue(who.name);
  const changed = page.getByRole("listitem").filter({ hasText: "Changed · Account · 1 record" }).first();
  await expect(changed).toContainText("127.0.0.1");
  await changed.locator("summary").click();
  await expect(changed.getByRole("link", { name: "Kestrel Foods Asia" })).toHaveAttribute("href", `/o/account/${account.id}`);
  await page.getByRole("button", { name: /^Viewed \d/ }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Viewed · Account · 1 record" })).toBeVisible();
  await expect(changed).toHaveCount(0);

  // By its device, which is locked out with everything else, and by its session.
  await page.getByRole("button", { name: /^All \d/ }).click();
  await page.getByRole("button", { name: /Device$/ }).click();
  await page.getByRole("option", { name: /locked out/ }).click();
  await expect(changed).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await changed.locator("summary").click();
  await changed.getByRole("button", { name: "Only this session" }).click();
  await expect(page.getByText("Only what was done in one session.")).toBeVisible();
  await expect(changed).toBeVisible();
  expect(new URL(page.url()).searchParams.get("session")).toMatch(/^[0-9a-f-]{36}$/);

  // Whoever manages users alone can't do it to somebody with more rights.
  const { people } = company;
  expect(await people.keeper.api.refused("POST", `/users/${people.admin.id}/compromised`, {})).toBe("403 escalation");
  expect(await people.rep.api.refused("POST", `/users/${people.admin.id}/compromised`, {})).toBe("403 forbidden");
  expect(await people.admin.api.refused("GET", "/me")).toBeNull();
});

test("an auditor reads it from the log, page by page; a representative does not", async ({ someone, open, company }) => {
  const who = await someone({ name: "陈可", language: "zh", roles: ["sales_rep"] });
  const first = await who.api.create("account", { name: "最早看过的客户" });
  await who.api.get(`/records/account/${first.id}`);
  // More than a page of acts, of two kinds by turns, so that they are not one.
  for (let n = 0; n < 60; n++) {
    await who.api.get("/records/account?limit=1");
    await who.api.get(`/search?q=${n}客户`);
  }
  const page = await open("auditor", "/settings/audit", { phone: true });
  await page.getByRole("link", { name: "按人查看操作记录" }).click();
  await expect(page.getByText("先选一个人")).toBeVisible();
  await page.getByRole("combobox", { name: "人员" }).fill("陈可");
  await page.getByRole("option", { name: /陈可/ }).click();
  await expect(page).toHaveURL(new RegExp(`/security/timeline[?]user=${who.id}`));
  await expect(page.getByRole("button", { name: "全部 100" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "修改 · 客户" })).toHaveCount(0);
  await page.getByRole("button", { name: "加载更多" }).or(page.locator(".k-loadmore")).first().scrollIntoViewIfNeeded();
  await expect(page.getByRole("button", { name: /^全部 1[2-9]\d$/ })).toBeVisible();
  await page.getByRole("button", { name: /^修改/ }).click();
  const changed = page.getByRole("listitem").filter({ hasText: "修改 · 客户" });
  await changed.locator("summary").click();
  await expect(changed.getByRole("link", { name: "最早看过的客户" })).toBeVisible();
  // Of the day before nothing is there.
  await page.goto(`/security/timeline?user=${who.id}&range=custom&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z`);
  await expect(page.getByText("没有符合条件的操作")).toBeVisible();
  // Neither devices nor sessions are an auditor's business.
  await expect(page.getByRole("button", { name: /设备$/ })).toHaveCount(0);

  const rep = await open("rep", `/security/timeline?user=${who.id}&name=x`);
  await expect(rep.getByText("You are not allowed to do this.").first()).toBeVisible();
  expect(await company.people.rep.api.refused("GET", `/users/${who.id}/timeline`)).toBe("403 forbidden");
  expect(await company.people.keeper.api.refused("GET", `/users/${who.id}/timeline`)).toBe("403 forbidden");
});

test("a security officer, who manages no users, ends everything from there", async ({ someone, stranger, company }) => {
  const who = await someone({ name: "秦放", language: "zh" });
  const officer = await someone({ language: "zh", roles: ["security_officer"] });
  const page = await stranger("/sign-in", { language: "zh" });
  await enter(page, officer.email, officer.password);
  await isIn(page);
  await page.goto("/security/timeline");
  await page.getByRole("combobox", { name: "人员" }).fill("秦放");
  await page.getByRole("option", { name: /秦放/ }).click();
  await page.getByRole("button", { name: "处理这个账号" }).click();
  const drawer = page.getByRole("dialog", { name: /的账号$/ });
  await expect(drawer.getByRole("listitem").first()).toContainText("127.0.0.1");
  await drawer.getByRole("button", { name: "账号被盗" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "结束一切" }).click();
  const report = page.getByRole("dialog", { name: /^已结束 .+ 的一切登录$/ });
  await expect(report.getByText("1 处登录", { exact: true })).toBeVisible();
  await report.getByRole("button", { name: "知道了" }).click();
  await expect(drawer.getByText("账号被盗").first()).toBeVisible();
  expect(await who.api.refused("GET", "/me")).toBe("401 unauthenticated");
  expect(await company.people.auditor.api.refused("POST", `/users/${who.id}/compromised`, {})).toBe("403 forbidden");
});

test("a security officer takes lost factors away, from the list of who has which", async ({ someone, stranger }) => {
  const who = await someone({ name: "Fay Factor", language: "en" });
  const officer = await someone({ language: "en", roles: ["security_officer"] });
  await addApp(who.api);
  const page = await stranger("/sign-in", { language: "en" });
  await enter(page, officer.email, officer.password);
  await isIn(page);
  await page.goto("/security/sign-in?tab=coverage");
  await page.getByRole("button", { name: new RegExp(who.name) }).click();
  const drawer = page.getByRole("dialog", { name: `Account of ${who.name}` });
  await expect(drawer.getByRole("listitem").filter({ hasText: "Authenticator app" })).toBeVisible();
  await drawer.getByRole("button", { name: "Reset second step" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Reset second step" }).click();
  await expect(page.getByText(`The second step of ${who.name} is reset`)).toBeVisible();
  await expect(drawer.getByText("No second step")).toBeVisible();
  expect(await who.api.refused("GET", "/me")).toBe("401 unauthenticated");
});

test("a dangerous question names whom the server names, whatever an address says", async ({ someone, stranger }) => {
  const who = await someone({ name: "Rita Real", language: "en" });
  const boss = await someone({ language: "en", roles: ["administrator", "auditor"] });
  const page = await stranger("/sign-in", { language: "en" });
  await enter(page, boss.email, boss.password);
  await isIn(page);
  await page.goto(`/security/timeline?user=${who.id}&name=Marc%20Made-up`);
  await page.getByRole("button", { name: "Act on the account" }).click();
  const drawer = page.getByRole("dialog", { name: `Account of ${who.name}` });
  await drawer.getByRole("button", { name: "Account compromised" }).click();
  await expect(page.getByRole("alertdialog", { name: `Is the account of ${who.name} compromised?` })).toBeVisible();
  await expect(page.getByText("Marc Made-up")).toHaveCount(0);

  // Who may not read users knows them by their devices; the rest of the answer is the server's.
  const officer = await someone({ language: "en", roles: ["security_officer"] });
  const other = await stranger("/sign-in", { language: "en" });
  await enter(other, officer.email, officer.password);
  await isIn(other);
  await other.route(`**/api/v1/users/${who.id}/devices`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), user: { id: who.id, label: who.name } } });
  });
  await other.goto(`/security/timeline?user=${who.id}&name=Marc%20Made-up`);
  await other.getByRole("button", { name: "Act on the account" }).click();
  await expect(other.getByRole("dialog", { name: `Account of ${who.name}` })).toBeVisible();
});
