/** Known devices and the sessions on them: one given up for lost, all others signed out, and what stays as it is when somebody thinks again. */
import type { Page } from "@playwright/test";
import type { Newcomer } from "./support/company.ts";
import { enter, isIn, leave, nextStep, whoIs, words } from "./support/door.ts";
import { addApp, Key, totp, withoutList } from "./support/factors.ts";
import { tooOld } from "./support/proof.ts";
import { expect, test } from "./support/test.ts";

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0";
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

interface Device {
  id: string;
  device: string;
  current: boolean;
  first_seen_at: string;
  sessions: number;
}

async function devicesOf(page: Page): Promise<Device[]> {
  const answer = await page.request.get(`${new URL(page.url()).origin}/api/v1/me/devices`);
  expect(answer.ok()).toBe(true);
  return ((await answer.json()) as { items: Device[] }).items;
}
const named = async (page: Page, name: string) => (await devicesOf(page)).find(({ device }) => device === name);

async function signIn(page: Page, who: Newcomer): Promise<void> {
  await enter(page, who.email, who.password);
  await isIn(page);
}

/** The row of a device, with all that is in it. */
const row = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name }).first();

test("a lost device is out with its next step, and is a stranger's from then on", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "en" });
  const other = await someone({ language: "en" });
  const laptop = await stranger("/sign-in", { language: "en", phone: true });
  await signIn(laptop, who);
  const pc = await stranger("/sign-in", { language: "en", agent: FIREFOX });
  await signIn(pc, who);
  // The owner is told, with what was new about it.
  const letter = await company.post.letter(who.email, /Firefox · Windows, address 198\.18\.\d+\.7/);
  expect(letter.text).toContain("a new device");
  await pc.goto("/o/account");

  await laptop.goto("/security");
  await expect(row(laptop, "Firefox · Windows")).toContainText("New");
  await laptop.getByRole("link", { name: /^Sessions and devices/ }).click();
  await expect(row(laptop, "Chrome · Linux")).toContainText("This device");
  await expect(row(laptop, "Chrome · Linux").getByRole("button", { name: /^Device lost/ })).toHaveCount(0);
  const lost = await named(laptop, "Firefox · Windows");
  // Somebody else's device is not there, neither for the page nor for whoever guesses its number.
  expect(await other.api.refused("DELETE", `/me/devices/${lost?.id}`)).toBe("404 not_found");
  expect(await whoIs(pc)).toBe(who.email);

  const press = () => laptop.getByRole("button", { name: "Device lost: Firefox · Windows" }).click();
  const sure = laptop.getByRole("alertdialog", { name: 'Is "Firefox · Windows" lost?' });
  await press();
  await expect(sure).toContainText("1 open session there ends");
  await expect(sure).toContainText("access tokens stay");
  await sure.getByRole("button", { name: "Cancel" }).click();
  await expect(sure).toHaveCount(0);
  expect(await whoIs(pc)).toBe(who.email);
  await press();
  await sure.getByRole("button", { name: "It is lost" }).click();
  await expect(laptop.getByText('"Firefox · Windows" is locked out; 1 session ended')).toBeVisible();
  await expect(laptop.getByRole("button", { name: "Device lost: Firefox · Windows" })).toHaveCount(0);
  await expect(row(laptop, "Firefox · Windows")).toContainText("Device lost");

  // Its page is still open; what it does next leads out.
  await nextStep(pc);
  await expect(pc).toHaveURL(/\/sign-in/);
  expect(await whoIs(pc)).toBeNull();
  // The browser still has its cookie, which is worth nothing: it is new again, and the owner is told again.
  expect((await pc.context().cookies()).map(({ name }) => name).join()).toContain("device");
  await enter(pc, who.email, who.password);
  // Back where the step would have led.
  await expect(pc).toHaveURL(/\/me\/sessions/);
  await expect.poll(async () => (await named(pc, "Firefox · Windows"))?.id).not.toBe(lost?.id);
  await company.post.letter(who.email, /on a device not seen before: Firefox · Windows, address 198\.18\.\d+\.7/);
  expect(await whoIs(laptop)).toBe(who.email);
});

test("all others are signed out, one by one or at once, and stay known", async ({ someone, stranger }) => {
  const who = await someone({ language: "zh" });
  const phone = await stranger("/sign-in", { language: "zh", phone: true });
  await signIn(phone, who);
  await phone.goto("/me/sessions");
  await expect(phone.getByRole("heading", { name: "设备与会话" })).toBeVisible();
  const pc = await stranger("/sign-in", { language: "zh", agent: FIREFOX });
  await signIn(pc, who);
  const tablet = await stranger("/sign-in", { language: "zh", agent: IPHONE });
  await signIn(tablet, who);

  await phone.reload();
  await phone.getByRole("button", { name: "退出：Safari · iOS" }).click();
  await expect(phone.getByText("已退出 1 处登录")).toBeVisible();
  expect(await whoIs(tablet)).toBeNull();
  await expect(row(phone, "Safari · iOS")).toContainText("未登录");
  expect(await whoIs(pc)).toBe(who.email);

  await phone.getByRole("button", { name: "退出其他所有登录" }).click();
  const sure = phone.getByRole("alertdialog");
  await sure.getByRole("button", { name: "取消" }).click();
  expect(await whoIs(pc)).toBe(who.email);
  await phone.getByRole("button", { name: "退出其他所有登录" }).click();
  await sure.getByRole("button", { name: "退出" }).click();
  // The one by which the invitation was accepted, too.
  await expect(phone.getByText("已退出 2 处登录")).toBeVisible();
  await expect(phone.getByText("没有别处在登录。")).toBeVisible();
  await expect(phone.getByRole("button", { name: "退出其他所有登录" })).toHaveCount(0);
  await expect(phone.getByRole("region", { name: "登录过的设备" }).getByText("未登录")).toHaveCount(3);
  await expect(phone.getByText("本人从别处退出").first()).toBeVisible();
  await expect.poll(() => whoIs(pc)).toBeNull();
  expect(await who.api.refused("GET", "/me")).toBe("401 unauthenticated");
  const before = await named(phone, "Firefox · Windows");
  await pc.goto("/sign-in");
  await signIn(pc, who);
  expect((await named(pc, "Firefox · Windows"))?.id).toBe(before?.id);
});

test("whoever has only signed in here reads what will stand here", async ({ someone, stranger }) => {
  const who = await someone({ language: "zh" });
  const page = await stranger("/sign-in", { language: "zh" });
  await signIn(page, who);
  // The device of the invitation is one more; given up, only this one is left.
  for (const device of await devicesOf(page)) {
    if (!device.current) await page.request.delete(`${new URL(page.url()).origin}/api/v1/me/devices/${device.id}`, { headers: { Origin: new URL(page.url()).origin } });
  }
  await page.goto("/me/sessions");
  await expect(page.getByText("只有这一台设备登录过")).toBeVisible();
});

test("the passkey of a lost device goes with it only after a fresh proof", async ({ someone, stranger }) => {
  const who = await someone({ language: "en" });
  const app = await addApp(who.api);
  const home = await stranger("/sign-in", { language: "en" });
  await enter(home, who.email, who.password);
  await home.getByRole("textbox", { name: words.code }).fill(totp(app.secret));
  await isIn(home);

  const office = await stranger("/sign-in", { language: "en", agent: FIREFOX });
  await Key.of(office, "platform");
  await withoutList(office);
  await enter(office, who.email, who.password);
  await office.getByRole("button", { name: words.other }).click();
  await office.getByRole("button", { name: /^Recovery code/ }).click();
  await office.getByRole("textbox", { name: "Recovery code" }).fill(app.recoveryCodes[0] ?? "");
  await office.getByRole("button", { name: "Verify" }).click();
  await isIn(office);
  await office.goto("/security");
  await office.getByRole("main").getByRole("button", { name: words.addWay }).first().click();
  await office.getByRole("dialog").getByRole("button", { name: /^Passkey/ }).click();
  await office.getByRole("textbox", { name: "Name" }).fill("Office key");
  await office.getByRole("button", { name: "Make a passkey" }).click();
  await expect(office.getByRole("listitem").filter({ hasText: "Office key" })).toBeVisible();
  await leave(office);
  await office.getByRole("button", { name: words.passkeySignIn }).click();
  await isIn(office);

  await home.goto("/me/sessions");
  await expect(row(home, "Firefox · Windows")).toContainText("Passkeys used: Office key");
  const seen = await tooOld(home, "/me/devices/**", "DELETE");
  await home.getByRole("button", { name: "Device lost: Firefox · Windows" }).click();
  const sure = home.getByRole("alertdialog");
  await sure.getByText("Also remove the passkeys last used on it: Office key").click();
  await sure.getByRole("button", { name: "It is lost" }).click();
  const proof = home.getByRole("dialog", { name: "Please confirm that it is you" });
  await expect(proof).toBeVisible();
  // Thought again: nothing has ended.
  await home.keyboard.press("Escape");
  await expect(proof).toHaveCount(0);
  await expect(sure.getByRole("alert")).toBeVisible();
  expect(await whoIs(office)).toBe(who.email);
  expect(await named(home, "Firefox · Windows")).toBeDefined();

  seen.calls.length = 0;
  await sure.getByRole("button", { name: "It is lost" }).click();
  await proof.getByRole("button", { name: words.other }).click();
  await proof.getByRole("button", { name: /^Authenticator app/ }).click();
  await proof.getByRole("textbox", { name: words.code }).fill(totp(app.secret, 1));
  await expect(home.getByText('"Firefox · Windows" is locked out; 1 session ended, 1 passkey removed')).toBeVisible();
  expect(await whoIs(office)).toBeNull();
  await office.goto("/sign-in");
  await office.getByRole("button", { name: words.passkeySignIn }).click();
  await expect(office.getByRole("alert")).toContainText("This passkey does not sign in here.");
});

test("a device that is gone meanwhile is said to be gone", async ({ someone, stranger }) => {
  const who = await someone({ language: "zh" });
  const page = await stranger("/sign-in", { language: "zh" });
  await signIn(page, who);
  const pc = await stranger("/sign-in", { language: "zh", agent: FIREFOX });
  await signIn(pc, who);
  await page.goto("/me/sessions");
  await page.getByRole("button", { name: "设备丢失：Firefox · Windows" }).click();
  const device = await named(page, "Firefox · Windows");
  const origin = new URL(page.url()).origin;
  await page.request.delete(`${origin}/api/v1/me/devices/${device?.id}`, { headers: { Origin: origin } });
  await page.getByRole("alertdialog").getByRole("button", { name: "确认丢失" }).click();
  await expect(page.getByText("这台设备已经不在列表中了。")).toBeVisible();
});

test("an administrator gives up a user's lost device, after a fresh proof", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "en" });
  const pc = await stranger("/sign-in", { language: "en", agent: FIREFOX });
  await signIn(pc, who);
  const boss = await someone({ language: "en", roles: ["administrator"] });
  const admin = await stranger("/sign-in", { language: "en" });
  await signIn(admin, boss);
  await admin.goto(`/settings/users?user=${who.id}`);
  const drawer = admin.getByRole("dialog", { name: who.name });
  await expect(row(admin, "Firefox · Windows")).toContainText("198.18.");
  const seen = await tooOld(admin, "/users/*/devices/**", "DELETE");
  await drawer.getByRole("button", { name: "Device lost: Firefox · Windows" }).click();
  const sure = admin.getByRole("alertdialog");
  await expect(sure).toContainText(`User: ${who.name}`);
  await sure.getByRole("button", { name: "It is lost" }).click();
  const proof = admin.getByRole("dialog", { name: "Please confirm that it is you" });
  await expect(proof).toBeVisible();
  await admin.keyboard.press("Escape");
  await expect(sure.getByRole("alert")).toBeVisible();
  expect(await whoIs(pc)).toBe(who.email);
  seen.calls.length = 0;
  await sure.getByRole("button", { name: "It is lost" }).click();
  await proof.getByRole("textbox", { name: "Current password" }).fill(boss.password);
  await admin.keyboard.press("Enter");
  await expect(admin.getByText('"Firefox · Windows" is locked out; 1 session ended')).toBeVisible();
  await expect(drawer.getByRole("button", { name: "Device lost: Firefox · Windows" })).toHaveCount(0);
  expect(await whoIs(pc)).toBeNull();

  // All that is left is ended with the button that was there before.
  await drawer.getByRole("button", { name: "End all sessions" }).click();
  await sure.getByRole("button", { name: "End all sessions" }).click();
  await expect(drawer.getByText("Ended by an administrator")).toBeVisible();
  expect(await who.api.refused("GET", "/me")).toBe("401 unauthenticated");

  // Whoever has more rights is out of reach, and a representative sees none of it.
  const { people } = company;
  const { items } = await boss.api.get<{ items: Device[] }>(`/users/${people.admin.id}/devices`);
  expect(await boss.api.refused("DELETE", `/users/${people.admin.id}/devices/${items[0]?.id}`)).toBe("403 escalation");
  expect(await people.rep.api.refused("GET", `/users/${who.id}/devices`)).toBe("403 forbidden");
});

test("one session of a user is ended by itself, and one that is over already is said to be", async ({ someone, stranger }) => {
  const who = await someone({ name: "Sam Sessions", language: "en" });
  const boss = await someone({ language: "en", roles: ["administrator"] });
  const page = await stranger("/sign-in", { language: "en" });
  await enter(page, boss.email, boss.password);
  await isIn(page);
  // The server may not have the call yet: what it answers is said here, and what was asked is looked at.
  const asked: string[] = [];
  await page.route(`**/api/v1/users/${who.id}/sessions/*`, (route) => {
    asked.push(`${route.request().method()} ${new URL(route.request().url()).pathname.split("/").at(-1)}`);
    if (asked.length > 1) return route.fulfill({ status: 204 });
    return route.fulfill({ status: 404, contentType: "application/problem+json", body: JSON.stringify({ status: 404, code: "not_found", title: "not_found" }) });
  });
  const { items } = await boss.api.get<{ items: { id: string }[] }>(`/users/${who.id}/sessions`);
  await page.goto(`/settings/users?user=${who.id}`);
  const drawer = page.getByRole("dialog", { name: who.name });
  await drawer.getByRole("button", { name: /^Sign out: / }).first().click();
  const sure = page.getByRole("alertdialog", { name: `End this session of ${who.name}?` });
  await sure.getByRole("button", { name: "End session" }).click();
  await expect(sure.getByText("This session has already ended.")).toBeVisible();
  await sure.getByRole("button", { name: "End session" }).click();
  await expect(page.getByText("1 session ended")).toBeVisible();
  await expect(sure).toHaveCount(0);
  expect(asked).toEqual([`DELETE ${items[0]?.id}`, `DELETE ${items[0]?.id}`]);
});
