/** Second factors against the real program: added, asked for, used once, renamed, removed; and what is refused on the way. */
import type { Page } from "@playwright/test";
import type { Newcomer } from "./support/company.ts";
import { enter, isIn, keepCodes, leave, whoIs, words } from "./support/door.ts";
import { addApp, Key, totp, withoutList } from "./support/factors.ts";
import { expect, test } from "./support/test.ts";

/** Opens the dialog that adds a factor, at one of its choices. */
async function adding(page: Page, choice: RegExp): Promise<void> {
  await page.getByRole("main").getByRole("button", { name: words.addWay }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: choice }).click();
}

async function toSecurity(page: Page, who: Newcomer): Promise<void> {
  await enter(page, who.email, who.password);
  await isIn(page);
  await page.goto("/security");
}

test("an authenticator app is added by its code, asked for from then on, and each code works once", async ({ someone, stranger }) => {
  const who = await someone();
  const page = await stranger("/sign-in", { language: "zh", phone: true });
  await toSecurity(page, who);
  await adding(page, /^验证器应用/);
  const dialog = page.getByRole("dialog");
  const secret = (await dialog.getByRole("status", { name: "密钥" }).textContent()) ?? "";
  await expect(dialog.getByRole("img", { name: "验证器应用的二维码" })).toBeVisible();
  const code = dialog.getByRole("textbox", { name: words.appCode });
  await code.fill(totp(secret, 40));
  await expect(dialog.getByText("验证码不正确", { exact: false })).toBeVisible();
  await expect(code).toBeFocused();
  const first = totp(secret, -1);
  await code.fill(first);
  await keepCodes(page);
  await expect(page.getByRole("listitem").filter({ hasText: "验证器应用" })).toBeVisible();

  await leave(page);
  await enter(page, who.email, who.password);
  await expect(page.getByRole("heading", { name: "再验证一步" })).toBeVisible();
  expect(await whoIs(page)).toBeNull();
  const asked = page.getByRole("textbox", { name: words.code });
  // The one that was used to add it.
  await asked.fill(first);
  await expect(page.getByText("验证码不正确", { exact: false })).toBeVisible();
  const used = totp(secret);
  // As it is copied out of some apps; it goes off by itself.
  await asked.fill(`${used.slice(0, 3)} ${used.slice(3)} `);
  await isIn(page);
  expect(await whoIs(page)).toBe(who.email);

  await leave(page);
  await enter(page, who.email, who.password);
  await page.getByRole("textbox", { name: words.code }).fill(used);
  await expect(page.getByText("验证码不正确", { exact: false })).toBeVisible();
  expect(await whoIs(page)).toBeNull();
});

test("recovery codes are shown until they are kept, and each lets in once", async ({ someone, stranger }) => {
  const who = await someone({ language: "en" });
  const page = await stranger("/sign-in", { language: "en" });
  await toSecurity(page, who);
  await adding(page, /^Authenticator app/);
  const secret = (await page.getByRole("status", { name: "Key" }).textContent()) ?? "";
  await page.getByRole("textbox", { name: words.appCode }).fill(totp(secret));
  const dialog = page.getByRole("dialog", { name: "Keep your recovery codes" });
  await expect(dialog.getByRole("button", { name: "Done" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  // Neither does Back lose them: that is asked about first.
  const asked = page.waitForEvent("dialog");
  await page.evaluate(() => setTimeout(() => history.back()));
  expect((await asked).type()).toBe("beforeunload");
  await (await asked).dismiss();
  await expect(dialog).toBeVisible();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download .txt" }).click();
  expect((await download).suggestedFilename()).toBe("kedun-recovery-codes.txt");
  const [first = "", second = ""] = await keepCodes(page);

  const byRecovery = async (code: string) => {
    await leave(page);
    await enter(page, who.email, who.password);
    await page.getByRole("button", { name: words.other }).click();
    await page.getByRole("button", { name: /^Recovery code/ }).click();
    await page.getByRole("textbox", { name: "Recovery code" }).fill(code);
    await page.getByRole("button", { name: "Verify" }).click();
  };
  await byRecovery(first);
  await isIn(page);
  await byRecovery(first);
  await expect(page.getByText("The recovery code is not right, or was used before.")).toBeVisible();
  expect(await whoIs(page)).toBeNull();
  await page.getByRole("textbox", { name: "Recovery code" }).fill(second);
  await page.getByRole("button", { name: "Verify" }).click();
  await isIn(page);
  await page.goto("/security");
  await expect(page.getByText("8 of 10 left")).toBeVisible();
});

test("a passkey of the device is the second step, and lets in without a password", async ({ someone, stranger }) => {
  const who = await someone({ language: "en" });
  const page = await stranger("/sign-in", { language: "en" });
  const key = await Key.of(page, "platform");
  await withoutList(page);
  await toSecurity(page, who);
  await adding(page, /^Passkey/);
  await expect(page.getByText("The picture of your finger or face never leaves it", { exact: false })).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill("Work laptop");
  await key.verifies(false);
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await expect(page.getByText("That was not finished.", { exact: false })).toBeVisible();
  await key.verifies(true);
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await keepCodes(page);
  await expect(page.getByRole("listitem").filter({ hasText: "Work laptop" })).toBeVisible();
  expect(await key.kept()).toHaveLength(1);

  await leave(page);
  await enter(page, who.email, who.password);
  await expect(page.getByRole("button", { name: words.usePasskey })).toBeFocused();
  await page.getByRole("button", { name: words.usePasskey }).click();
  await isIn(page);
  expect(await whoIs(page)).toBe(who.email);

  await leave(page);
  await page.getByRole("button", { name: words.passkeySignIn }).click();
  await isIn(page);
  expect(await whoIs(page)).toBe(who.email);

  // Removed here, the key is still in the browser, and opens nothing any more.
  await page.goto("/security");
  await page.getByRole("button", { name: "Actions: Work laptop" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText('Removed "Work laptop"')).toBeVisible();
  await leave(page);
  await page.getByRole("button", { name: words.passkeySignIn }).click();
  await expect(page.getByRole("alert")).toContainText("This passkey does not sign in here.");
  expect(await whoIs(page)).toBeNull();
});

test("a passkey is offered in the list below the email", async ({ someone, stranger }) => {
  const who = await someone();
  const page = await stranger("/sign-in", { language: "zh" });
  await Key.of(page, "platform");
  await toSecurity(page, who);
  await adding(page, /^通行密钥/);
  await page.getByRole("button", { name: "创建通行密钥" }).click();
  await keepCodes(page);
  await leave(page);
  // The virtual key chooses by itself.
  await isIn(page);
  expect(await whoIs(page)).toBe(who.email);
});

test("a key on a ring with a PIN is a passkey too", async ({ someone, stranger }) => {
  const who = await someone({ language: "zh" });
  const page = await stranger("/sign-in", { language: "zh", phone: true });
  await Key.of(page, "roaming");
  await withoutList(page);
  await toSecurity(page, who);
  await adding(page, /^通行密钥/);
  await page.getByRole("button", { name: "创建通行密钥" }).click();
  await keepCodes(page);
  await leave(page);
  await page.getByRole("button", { name: words.passkeySignIn }).click();
  await isIn(page);
  expect(await whoIs(page)).toBe(who.email);
});

test("a security key is touched after the password, and is never the only proof", async ({ someone, stranger }) => {
  const who = await someone({ language: "en" });
  const page = await stranger("/sign-in", { language: "en" });
  const key = await Key.of(page, "touched");
  await withoutList(page);
  await toSecurity(page, who);
  // It verifies nobody: it makes no passkey.
  await adding(page, /^Passkey/);
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await expect(page.getByText(/^(That was not finished|This browser or address cannot)/)).toBeVisible();
  await page.getByRole("button", { name: words.other }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Security key/ }).click();
  await page.getByRole("button", { name: "Register the key" }).click();
  await keepCodes(page);
  await expect(page.getByRole("listitem").filter({ hasText: "My security key" })).toBeVisible();
  expect(await key.kept()).toHaveLength(1);

  await leave(page);
  await page.getByRole("button", { name: words.passkeySignIn }).click();
  await expect(page.getByRole("button", { name: words.passkeySignIn })).toBeEnabled();
  expect(await whoIs(page)).toBeNull();
  await enter(page, who.email, who.password);
  await page.getByRole("button", { name: words.usePasskey }).click();
  await isIn(page);
  expect(await whoIs(page)).toBe(who.email);
});

test("codes by mail and by text message are sent when asked for, to a place that is covered, and work once", async ({ someone, stranger, company }) => {
  test.setTimeout(150_000);
  const { post } = company;
  // The house allows messages only where it says so.
  const admin = company.people.admin.api;
  const { second_factor: before } = await admin.get<{ second_factor: { default: { allowed: string[] } } }>("/security/sign-in");
  await admin.send("PUT", "/security/sign-in", { second_factor: { ...before, default: { ...before.default, allowed: ["passkey", "totp", "email_code", "sms_code"] } } });
  try {
    const [byMail, byPhone] = [await someone({ language: "zh" }), await someone({ language: "en" })];
    const mail = await stranger("/sign-in", { language: "zh", phone: true });
    await toSecurity(mail, byMail);
    await adding(mail, /^邮箱验证码/);
    await mail.getByRole("button", { name: "发送验证码" }).click();
    await expect(mail.getByRole("button", { name: /^\d+ 秒后可重新发送$/ })).toBeDisabled();
    const first = (await post.letter(byMail.email, /\b(\d{6})\b/)).found;
    const field = mail.getByRole("textbox", { name: words.code });
    await field.fill(first === "000000" ? "000001" : "000000");
    await expect(mail.getByText("验证码不正确", { exact: false })).toBeVisible();
    await field.fill(first);
    await keepCodes(mail);

    const phone = await stranger("/sign-in", { language: "en" });
    await toSecurity(phone, byPhone);
    await adding(phone, /^Code by text message/);
    await phone.getByRole("textbox", { name: "Mobile number" }).fill("12");
    await phone.getByRole("button", { name: "Send a code" }).click();
    await expect(phone.getByRole("dialog").getByText(/number/i).last()).toBeVisible();
    await phone.getByRole("textbox", { name: "Mobile number" }).fill("+86 138 1234 5678");
    await phone.getByRole("button", { name: "Send a code" }).click();
    await phone.getByRole("textbox", { name: words.code }).fill(await post.code("+8613812345678"));
    await keepCodes(phone);
    await expect(phone.getByRole("listitem").filter({ hasText: "Code by text message" })).toContainText("138****5678");

    // The code that binds is of the session; the browser, known by now, may ask for one of its own at once.
    await leave(mail);
    await enter(mail, byMail.email, byMail.password);
    await expect(mail.getByText(/n\*+@example\.com/)).toBeVisible();
    await mail.getByRole("button", { name: "发送验证码" }).click();
    await expect(mail.getByRole("button", { name: /^\d+ 秒后可重新发送$/ })).toBeDisabled();
    const second = (await post.letter(byMail.email, /\b(\d{6})\b/)).found;
    await mail.getByRole("textbox", { name: words.code }).fill(second);
    await isIn(mail);
    expect(await whoIs(mail)).toBe(byMail.email);
    await leave(phone);
    await enter(phone, byPhone.email, byPhone.password);
    await expect(phone.getByText("Text messages can be intercepted", { exact: false })).toBeVisible();
    await phone.getByRole("button", { name: "Send a code" }).click();
    await phone.getByRole("textbox", { name: words.code }).fill(await post.code("+8613812345678"));
    await isIn(phone);
    expect(await whoIs(phone)).toBe(byPhone.email);

    // Used up, also for a new try of the same person.
    await leave(mail);
    await enter(mail, byMail.email, byMail.password);
    await expect(mail.getByText(/n\*+@example\.com/)).toBeVisible();
    // Between two codes of one browser lies a minute: until then the server says so, and the page counts.
    await mail.getByRole("button", { name: "发送验证码" }).click();
    await expect(mail.getByText(/尝试次数过多，\d+:\d+ 后可以再试/)).toBeVisible();
    const again = await mail.request.post(`${company.url}/api/v1/session/factor`, { data: { kind: "email_code", code: second }, headers: { Origin: company.url } });
    expect([again.status(), ((await again.json()) as { code: string }).code]).toEqual([422, "validation_failed"]);
    expect(await whoIs(mail)).toBeNull();
  } finally {
    await admin.send("PUT", "/security/sign-in", { second_factor: before });
  }
});

test("a factor is renamed and removed, but not the last one that the company asks for", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "en", roles: ["administrator"] });
  await addApp(who.api);
  const page = await stranger("/sign-in", { language: "en" });
  await page.context().addCookies((await who.api.context.storageState()).cookies);
  await page.goto("/security");
  const act = async (name: string, what: "Rename" | "Remove") => {
    await page.getByRole("button", { name: `Actions: ${name}` }).click();
    await page.getByRole("menuitem", { name: what }).click();
  };
  await act("App", "Rename");
  await page.getByRole("textbox", { name: "Name" }).fill("");
  await expect(page.getByText("Enter a name")).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill("Phone");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText('It is called "Phone" now')).toBeVisible();

  await act("Phone", "Remove");
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("alertdialog").getByText("Your company asks for at least one.", { exact: false })).toBeVisible();
  await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();

  await expect(page.getByRole("listitem").filter({ hasText: "Phone" })).toBeVisible();
  // Its owner was told of it when it was added.
  await company.post.letter(who.email, /How you prove who you are was changed/);
});

test("the code of a mail tells whether it is ours", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "en" });
  await who.api.post("/session/reset", { email: who.email });
  const { found } = await company.post.letter(who.email, /Mail code: (\S+)[\s\S]*/);
  const page = await stranger("/sign-in", { language: "en" });
  await toSecurity(page, who);
  const field = page.getByRole("textbox", { name: "Mail code" });
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.getByText("Enter the mail code", { exact: true })).toBeVisible();
  await field.fill(found.toLowerCase());
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.getByText('"A link for another password", sent to you', { exact: false })).toBeVisible();
  await field.fill("AAAA-AAAA");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("We did not send you this mail");

  // Somebody else's mail is none of ours to the reader.
  const other = await someone({ language: "en" });
  expect(await other.api.get(`/me/mail-check?code=${found}`)).toEqual({ ours: false });
});
