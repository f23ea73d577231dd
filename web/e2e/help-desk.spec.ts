/** Whom one talks to on the telephone: codes that are read out, calls that can be checked, and what hangs on it. */
import type { Locator, Page } from "@playwright/test";
import type { Api } from "./support/api.ts";
import { signedIn } from "./support/door.ts";
import { addApp } from "./support/factors.ts";
import { settled } from "./support/settled.ts";
import { expect, test } from "./support/test.ts";

/** As it is read from the screen, without the words that spell it. */
async function codeOn(page: Page, name: string): Promise<string> {
  const shown = page.getByRole("status", { name, exact: true });
  await expect(shown).toBeVisible();
  return (await shown.locator(".help-letter").allTextContents()).join("");
}

async function check(drawer: Locator, code: string): Promise<void> {
  await drawer.getByRole("textbox", { name: "The code they read out" }).fill(code);
  await drawer.getByRole("button", { name: "Check", exact: true }).click();
}

/** Runs while the company asks for the code, whatever another test has left. */
async function askingForCodes(api: Api, run: () => Promise<void>): Promise<void> {
  const before = await api.get<Record<string, unknown>>("/security/people");
  await api.send("PUT", "/security/people", { ...before, help_desk: { code_required: true } });
  try {
    await run();
  } finally {
    await api.send("PUT", "/security/people", before);
  }
}

const WRONG = "The code is wrong, already used, or expired.";

test("a code that is read out tells the helper whom they talk to, once", async ({ someone, stranger }) => {
  const helper = await someone({ language: "en", roles: ["administrator"], name: "Hal Helper" });
  const caller = await someone({ language: "zh", name: "打电话的人" });
  const theirs = await signedIn(stranger, caller, "/security", true);
  await theirs.getByRole("button", { name: "生成校验码" }).click();
  await expect(theirs.getByRole("timer")).toHaveText(/^[45]:\d\d 后失效$/);
  const first = await codeOn(theirs, "校验码");
  expect(first).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
  await theirs.getByRole("button", { name: "重新生成" }).click();
  await expect.poll(() => codeOn(theirs, "校验码")).not.toBe(first);
  const second = await codeOn(theirs, "校验码");

  const page = await signedIn(stranger, helper, `/settings/users?user=${caller.id}`);
  const drawer = page.getByRole("dialog", { name: caller.name });
  await check(drawer, "ABC");
  await expect(drawer.getByText("Enter the 8 characters")).toBeVisible();
  // The one before it is worth nothing any more, and is refused in the same words as a wrong one.
  await check(drawer, first);
  await expect(drawer.getByText(WRONG, { exact: false })).toBeVisible();
  await check(drawer, second.toLowerCase());
  await expect(drawer.getByText(`It is ${caller.name}`)).toBeVisible();
  await expect(drawer.getByText(/^For 1[45]:\d\d you can act/)).toBeVisible();
  // Closed and opened again, it is still known.
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await page.getByRole("searchbox", { name: "Name or email" }).fill(caller.name);
  await page.getByRole("grid").getByText(caller.name).click();
  await expect(drawer.getByText(`It is ${caller.name}`)).toBeVisible();

  // Used: another helper gets nothing by it.
  const other = await someone({ language: "en", roles: ["administrator"], name: "Otto Other" });
  const late = await signedIn(stranger, other, `/settings/users?user=${caller.id}`);
  const again = late.getByRole("dialog", { name: caller.name });
  await check(again, second);
  await expect(again.getByText(WRONG, { exact: false })).toBeVisible();
});

test("after five wrong codes the right one is worth nothing", async ({ someone, stranger }) => {
  const helper = await someone({ language: "en", roles: ["administrator"], name: "Gus Guesser" });
  const caller = await someone({ language: "en", name: "Cara Caller" });
  const theirs = await signedIn(stranger, caller, "/security");
  await theirs.getByRole("button", { name: "Make a code" }).click();
  const right = await codeOn(theirs, "Code");
  const page = await signedIn(stranger, helper, `/settings/users?user=${caller.id}`);
  const drawer = page.getByRole("dialog", { name: caller.name });
  for (let tries = 0; tries < 5; tries++) {
    const answered = page.waitForResponse((response) => response.url().endsWith("/help-code"));
    await check(drawer, "ZZZZ-ZZZZ");
    await answered;
    await expect(drawer.getByText(WRONG, { exact: false })).toBeVisible();
  }
  const answered = page.waitForResponse((response) => response.url().endsWith("/help-code"));
  await check(drawer, right);
  expect(await (await answered).json()).toEqual({ verified: false });
  await expect(drawer.getByText(WRONG, { exact: false })).toBeVisible();
});

test("without the code nobody's second step is reset, and with it at once", async ({ someone, stranger, company }) => {
  await askingForCodes(company.people.admin.api, async () => {
    const helper = await someone({ language: "en", roles: ["administrator"], name: "Rhea Reset" });
    const caller = await someone({ language: "en", name: "Lost Phone" });
    await addApp(caller.api);
    const page = await signedIn(stranger, helper, `/settings/users?user=${caller.id}`);
    const drawer = page.getByRole("dialog", { name: caller.name });
    await drawer.getByRole("button", { name: "Reset second step" }).click();
    const sure = page.getByRole("alertdialog");
    const reset = sure.getByRole("button", { name: "Reset second step" });
    await reset.click();
    await expect(sure.getByText("Your company asks that you make sure first.")).toBeVisible();
    await check(sure, "0000-0000");
    await expect(sure.getByText(WRONG, { exact: false })).toBeVisible();
    expect(await caller.api.refused("GET", "/me")).toBeNull();
    const { code } = await caller.api.post<{ code: string }>("/me/help-code", {});
    await check(sure, code);
    await expect(sure.getByText(`It is ${caller.name}`)).toBeVisible();
    await reset.click();
    await expect(page.getByText(`The second step of ${caller.name} is reset`)).toBeVisible();
    await expect(drawer.getByText("No second step")).toBeVisible();
    expect(await caller.api.refused("GET", "/me")).toBe("401 unauthenticated");
  });
});

test("the code is asked for in every question that takes factors away", async ({ someone, stranger, company }) => {
  await askingForCodes(company.people.admin.api, async () => {
    const helper = await someone({ language: "en", roles: ["administrator"], name: "Cody Asks" });
    const caller = await someone({ language: "en", name: "Taken Over" });
    await addApp(caller.api);
    const page = await signedIn(stranger, helper, `/settings/users?user=${caller.id}`);
    const drawer = page.getByRole("dialog", { name: caller.name });
    await drawer.getByRole("button", { name: "Account compromised" }).click();
    const sure = page.getByRole("alertdialog");
    await sure.getByText("Also remove second steps added lately").click();
    await sure.getByRole("button", { name: "End everything" }).click();
    await expect(sure.getByText("Your company asks that you make sure first.")).toBeVisible();
    expect(await caller.api.refused("GET", "/me")).toBeNull();
    const { code } = await caller.api.post<{ code: string }>("/me/help-code", {});
    await check(sure, code);
    await expect(sure.getByText(`It is ${caller.name}`)).toBeVisible();
    await sure.getByRole("button", { name: "End everything" }).click();
    await expect(page.getByRole("dialog", { name: `Everything of ${caller.name} has ended` })).toBeVisible();
    expect(await caller.api.refused("GET", "/me")).toBe("401 unauthenticated");
  });
});

test("a lost device with its passkeys asks for the code, too", async ({ someone, stranger }) => {
  const helper = await someone({ language: "en", roles: ["administrator"], name: "Lena Lost" });
  const caller = await someone({ language: "en", name: "Pia Pocket" });
  const page = await signedIn(stranger, helper, "/settings/users");
  // That a device has a passkey, and that the company asks, is said here for the server; the code and its check are real.
  await page.route(`**/api/v1/users/${caller.id}/devices`, async (route) => {
    const answer = await route.fetch();
    const { items } = (await answer.json()) as { items: object[] };
    await route.fulfill({ response: answer, json: { items: items.map((device) => ({ ...device, passkeys: [{ id: "k", label: "Ring" }] })) } });
  });
  let asked = 0;
  await page.route(`**/api/v1/users/${caller.id}/devices/*`, (route) => {
    if (++asked > 1) return route.continue();
    return route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify({ status: 403, code: "help_code_required", title: "help_code_required" }) });
  });
  await page.goto(`/settings/users?user=${caller.id}`);
  const drawer = page.getByRole("dialog", { name: caller.name });
  await drawer.getByRole("button", { name: /^Device lost/ }).first().click();
  const sure = page.getByRole("alertdialog");
  await sure.getByText("Also remove the passkeys last used on it: Ring").click();
  await sure.getByRole("button", { name: "It is lost" }).click();
  await expect(sure.getByText("Your company asks that you make sure first.")).toBeVisible();
  const { code } = await caller.api.post<{ code: string }>("/me/help-code", {});
  await check(sure, code);
  await expect(sure.getByText(`It is ${caller.name}`)).toBeVisible();
  await sure.getByRole("button", { name: "It is lost" }).click();
  await expect(page.getByText(/is locked out/).first()).toBeVisible();
  await settled(page);
});

test("a call can be checked by the person who is called: both see the same two words", async ({ someone, stranger }) => {
  const helper = await someone({ language: "en", roles: ["administrator"], name: "Dora Dials" });
  const called = await someone({ language: "zh", name: "接电话的人" });
  const theirs = await signedIn(stranger, called, "/security", true);
  await expect(theirs.getByText("现在没有帮助台的人在联系你")).toBeVisible();
  const page = await signedIn(stranger, helper, `/settings/users?user=${called.id}`);
  const drawer = page.getByRole("dialog", { name: called.name });
  await drawer.getByRole("button", { name: "I am calling them" }).click();
  await expect(drawer.getByText("Say these two words first")).toBeVisible();
  const said = await drawer.locator(".help-words").allTextContents();
  const [english, chinese] = [await drawer.locator(".help-words strong").textContent(), await drawer.locator(".help-words [lang=zh]").textContent()];
  expect(said).toHaveLength(1);

  await theirs.getByRole("button", { name: "看看是谁在联系我" }).click();
  await expect(theirs.getByText(`${helper.name} 正在联系你`)).toBeVisible();
  await expect(theirs.locator(".help-words strong")).toHaveText(chinese ?? "");
  await expect(theirs.locator(".help-words [lang=en]")).toHaveText(english ?? "");
  // Other words for another call.
  await drawer.getByRole("button", { name: "Other words" }).click();
  await expect(drawer.getByText(/^They see them for (10:00|9:\d\d)$/)).toBeVisible();
  const { call } = await called.api.get<{ call: { helper: { id: string } } }>("/me/help-call");
  expect(call.helper.id).toBe(helper.id);
});

test("whoever does not manage users is no help desk, and nobody is their own", async ({ someone, open, company }) => {
  const page = await open("rep", `/settings/users?user=${company.people.otherRep.id}`);
  await expect(page.getByText("You are not allowed to do this.").first()).toBeVisible();
  const { rep, otherRep } = company.people;
  expect(await rep.api.refused("POST", `/users/${otherRep.id}/help-code`, { code: "0000-0000" })).toBe("403 forbidden");
  expect(await rep.api.refused("POST", `/users/${otherRep.id}/call`, {})).toBe("403 forbidden");
  const helper = await someone({ language: "en", roles: ["administrator"] });
  expect(await helper.api.refused("POST", `/users/${helper.id}/call`, {})).toBe("403 self_change");
});
