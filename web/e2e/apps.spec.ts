/** Apps: registered, approved by somebody else with a cap, allowed in the browser, and ended. The app itself is a small server on this machine. */
import type { Page } from "@playwright/test";
import type { Api } from "./support/api.ts";
import { enter } from "./support/door.ts";
import { tick } from "./support/list.ts";
import { asProgram, TestApp, type Tokens } from "./support/programs.ts";
import { expect, test as base } from "./support/test.ts";

const ACCOUNTS = "/records/account";
const WANTED = ["records:read:account", "records:write:account", "export"];

const test = base.extend<{ app: TestApp }>({
  app: async ({}, use) => {
    const app = await TestApp.open();
    await use(app);
    app.close();
  },
});

interface Made {
  client_secret: string | null;
  app: { id: string; version: number };
}

/** Registered by the API, for tests that begin later. */
async function registered(api: Api, app: TestApp, name: string, confidential = false): Promise<{ id: string; secret: string | null; version: number }> {
  const made = await api.post<Made>("/apps", { name, publisher: "Robots Ltd", redirect_uris: [app.back], scopes: WANTED, confidential });
  return { id: made.app.id, secret: made.client_secret, version: made.app.version };
}
async function approved(owner: Api, officer: Api, app: TestApp, name: string) {
  const client = await registered(owner, app, name);
  await officer.post(`/apps/${client.id}/decision`, { approve: true, version: client.version, scopes: ["records:read:account", "export"] });
  return client;
}

const isTokens = (answer: Tokens | { error: string }): answer is Tokens => "access_token" in answer;
const back = (page: Page) => expect(page.getByText("Back at the app")).toBeVisible();

test("an app goes from its registration to tokens: quarantined, approved by another with a cap, allowed, exchanged", async ({ someone, stranger, open, app, company }) => {
  const maker = await someone({ language: "en" });
  const page = await stranger("/sign-in?next=/security", { language: "en" });
  await enter(page, maker.email, maker.password);
  await page.getByRole("link", { name: /^Apps I registered/ }).click();
  await page.getByRole("link", { name: "Register an app" }).first().click();
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByRole("textbox", { name: "Redirect addresses" })).toHaveAccessibleDescription("This is required");
  await expect(page.getByText("Choose at least one")).toBeVisible();
  await page.getByRole("textbox", { name: "Name of the app" }).fill("Robot");
  await page.getByRole("textbox", { name: "Publisher" }).fill("Robots Ltd");
  await page.getByRole("textbox", { name: "Website" }).fill("http://robots.example");
  await page.getByRole("textbox", { name: "Redirect addresses" }).fill("http://app.example/back");
  for (const box of ["Accounts: Read", "Accounts: Change", "Take records that you may export out as files"]) await tick(page.getByRole("checkbox", { name: box }));
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByRole("textbox", { name: "Redirect addresses" })).toHaveAccessibleDescription(/^A redirect address is https/);
  await page.getByRole("textbox", { name: "Redirect addresses" }).fill(`\n${app.back}\n`);
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.getByRole("textbox", { name: "Website" })).toHaveAccessibleDescription(/^This is not a valid web address/);
  await page.getByRole("textbox", { name: "Website" }).fill("https://robots.example");
  await page.getByRole("button", { name: "Register" }).click();
  const made = page.getByRole("dialog", { name: "The app is registered" });
  const id = (await made.getByRole("status", { name: "Client ID" }).textContent()) ?? "";
  const secret = (await made.getByRole("status", { name: "Client secret" }).textContent()) ?? "";
  expect(secret).toMatch(/^kedun_ocs_/);
  await tick(made.getByRole("checkbox", { name: "I have kept it" }));
  await made.getByRole("button", { name: "Done" }).click();
  const detail = page.getByRole("dialog", { name: "Robot" });
  await expect(detail.getByText("It waits for approval.", { exact: false })).toBeVisible();
  await expect(detail.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await expect(detail).not.toContainText(secret);

  // Nobody can be asked yet.
  const user = await someone({ language: "zh" });
  await user.api.create("account", { name: "授权给应用的客户" });
  const theirs = await stranger("/sign-in", { language: "zh", phone: true });
  await enter(theirs, user.email, user.password);
  await expect(theirs).toHaveURL(/\/o\//);
  await theirs.goto(app.address(id));
  await expect(theirs.getByText("这个应用还没有获得批准")).toBeVisible();
  await expect(theirs.getByRole("button", { name: "允许", exact: true })).toHaveCount(0);

  // Another, who manages security, approves less than what was wanted.
  const officer = await open("admin", "/security/apps", { language: "zh" });
  const row = officer.getByRole("link", { name: /^Robot/ }).filter({ hasText: maker.name });
  await expect(row).toContainText("待批准");
  await row.click();
  const decision = officer.getByRole("dialog", { name: "Robot" });
  await decision.getByRole("checkbox", { name: "客户: 修改" }).locator("xpath=ancestor::label[1]").click();
  await tick(decision.getByRole("checkbox", { name: /我核实过发布者确实是 Robots Ltd/ }));
  await decision.getByRole("button", { name: "批准", exact: true }).click();
  await expect(officer.getByText("已批准“Robot”")).toBeVisible();
  await expect(decision.getByRole("list", { name: "批准的权限" })).toContainText("客户：读取");
  await expect.poll(async () => (await company.people.admin.api.get<{ granted: string[] }>(`/apps/${id}`)).granted.toSorted()).toEqual(["export", "records:read:account"]);

  await theirs.reload();
  await expect(theirs.getByRole("heading", { name: "“Robot”想以你的名义使用客盾" })).toBeVisible();
  await expect(theirs.getByRole("list", { name: "它将可以" }).getByRole("listitem")).toHaveCount(1);
  await expect(theirs.getByRole("list", { name: "它将可以" })).toContainText("读取你能看到的客户");
  await expect(theirs.getByText("发布者已核实")).toBeVisible();
  await expect(theirs.getByRole("main")).toContainText(user.email);
  await theirs.getByRole("button", { name: "允许", exact: true }).click();
  await back(theirs);
  const came = app.seen.at(-1);
  // As it was sent, although it reads as a number.
  expect(came?.get("state")).toBe("1e5");
  expect(came?.get("iss")).toBe(company.url);
  const code = came?.get("code") ?? "";
  const tokens = await app.exchange(company.url, { id, secret }, code);
  if (!isTokens(tokens)) throw new Error(tokens.error);
  expect(tokens.scope).toBe("records:read:account");
  expect(await asProgram(company.url, tokens.access_token, ACCOUNTS)).toBe("200");
  expect(await asProgram(company.url, tokens.access_token, ACCOUNTS, { method: "POST", data: { name: "x" } })).toBe("403 token_scope_missing");
  // The code comes again: somebody has stolen it, and all that came of it ends.
  expect(await app.exchange(company.url, { id, secret }, code)).toEqual({ error: "invalid_grant" });
  expect(await asProgram(company.url, tokens.access_token, ACCOUNTS)).toBe("401 unauthenticated");
});

test("the way through the sign-in keeps the request, no is told to the app, and a withdrawn app is dead", async ({ someone, stranger, app, company }) => {
  const maker = await someone({ language: "zh" });
  const client = await approved(maker.api, company.people.admin.api, app, "Withdrawn");
  const user = await someone({ language: "en" });
  const state = '{"a": "12345678901234567890"}';
  const page = await stranger(app.address(client.id, { state }), { language: "en" });
  await enter(page, user.email, user.password);
  await expect(page.getByRole("heading", { name: '"Withdrawn" wants to use Kedun in your name' })).toBeVisible();
  await expect(page.getByRole("note")).toContainText("Nobody verified its publisher.");
  await page.getByRole("button", { name: "Don't allow" }).click();
  await back(page);
  expect(Object.fromEntries(app.seen.at(-1) ?? [])).toEqual({ error: "access_denied", state, iss: company.url });
  expect(await user.api.get("/me/apps")).toMatchObject({ items: [] });

  await page.goto(`${company.url}${app.address(client.id, { state })}`);
  await page.getByRole("button", { name: "Allow", exact: true }).click();
  await back(page);
  expect(app.seen.at(-1)?.get("state")).toBe(state);
  const tokens = await app.exchange(company.url, client, app.seen.at(-1)?.get("code") ?? "");
  if (!isTokens(tokens)) throw new Error(tokens.error);
  expect(await asProgram(company.url, tokens.access_token, ACCOUNTS)).toBe("200");

  await page.goto(`${company.url}/security`);
  await page.getByRole("link", { name: /^Apps that act for me/ }).click();
  await expect(page.getByRole("list", { name: "What Withdrawn may do" })).toContainText(/Read the accounts that you can see/i);
  await page.getByRole("button", { name: "Withdraw: Withdrawn" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByText("No app acts for you")).toBeVisible();
  expect(await asProgram(company.url, tokens.access_token, ACCOUNTS)).toBe("401 unauthenticated");
});

test("on a wrong request nobody leaves the page unless they press", async ({ someone, open, app, company }) => {
  const maker = await someone({ language: "zh" });
  const client = await approved(maker.api, company.people.admin.api, app, "Wrong");
  const page = await open("rep", "/me/profile", { language: "en" });
  const elsewhere: string[] = [];
  page.on("request", (asked) => void (new URL(asked.url()).origin === company.url || elsewhere.push(asked.url())));
  const wrong: [Record<string, string>, string][] = [
    [{ redirect_uri: "https://evil.example/" }, "The redirect address is wrong"],
    [{ redirect_uri: `${app.back}/more` }, "The redirect address is wrong"],
    [{ client_id: "0198f6a5-7d3c-7b54-a7c0-000000000000" }, "There is no such app"],
    [{ client_id: "nonsense" }, "There is no such app"],
    [{ response_type: "token" }, "The app's request is wrong"],
    [{ code_challenge_method: "plain" }, "The app's request is wrong"],
    [{ scope: "records:write:account" }, "The app's request is wrong"],
  ];
  for (const [change, words] of wrong) {
    await page.goto(app.address(client.id, change));
    await expect(page.getByText(words, { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Allow", exact: true })).toHaveCount(0);
  }
  // Twice the same parameter: which of them was meant?
  await page.goto(`${app.address(client.id)}&state=other`);
  await expect(page.getByText("The app's request is wrong", { exact: true })).toBeVisible();
  // A server that has been taken over does not send them anywhere either.
  await page.route("**/api/v1/apps/authorize", (route) => (route.request().method() === "POST" ? route.fulfill({ json: { redirect_to: "https://evil.example/?code=x" } }) : route.fallback()));
  await page.goto(app.address(client.id));
  await page.getByRole("button", { name: "Allow", exact: true }).click();
  await expect(page.getByText("You did not leave this page.", { exact: false })).toBeVisible();
  expect(elsewhere).toEqual([]);
  expect(app.seen).toEqual([]);
  // Whoever presses goes, to the app's own address and to no other that a server may say.
  let told = "https://evil.example/?error=invalid_scope";
  await page.route("**/api/v1/apps/authorize?*", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), redirect_to: told } });
  });
  const way = page.getByRole("button", { name: /^Back to (?!Kedun)/ });
  await page.goto(app.address(client.id, { scope: "records:write:account" }));
  await expect(page.getByText("The app's request is wrong", { exact: true })).toBeVisible();
  await expect(way).toHaveCount(0);
  told = `${app.back}?error=invalid_scope&state=1e5`;
  await page.reload();
  await expect(way).toHaveAccessibleName(`Back to ${new URL(app.back).host}`);
  expect(app.seen).toEqual([]);
  await way.click();
  await back(page);
  expect(Object.fromEntries(app.seen.at(-1) ?? [])).toEqual({ error: "invalid_scope", state: "1e5" });
});

test("who registered an app does not approve it, a refusal says why, and a stopped or deleted app is dead", async ({ someone, stranger, app, company }) => {
  const officer = await someone({ language: "en", roles: ["security_officer"] });
  const own = await registered(officer.api, app, "Own");
  const page = await stranger(`/security/apps?app=${own.id}`, { language: "en" });
  await enter(page, officer.email, officer.password);
  const detail = page.getByRole("dialog", { name: "Own" });
  await expect(detail.getByText("You registered this app yourself.", { exact: false })).toBeVisible();
  await detail.getByRole("button", { name: "Approve" }).click();
  await expect(detail.getByText("Somebody else than who registered it must decide.")).toBeVisible();
  for (const box of ["Accounts: Read", "Accounts: Change", "Take records that you may export out as files"]) await detail.getByRole("checkbox", { name: box }).locator("xpath=ancestor::label[1]").click();
  await expect(detail.getByRole("button", { name: "Approve" })).toBeDisabled();

  const maker = await someone({ language: "zh" });
  const client = await approved(maker.api, company.people.admin.api, app, "Stopped");
  const user = await someone({ language: "en" });
  const theirs = await stranger(app.address(client.id), { language: "en" });
  await enter(theirs, user.email, user.password);
  await theirs.getByRole("button", { name: "Allow", exact: true }).click();
  await back(theirs);
  const tokens = await app.exchange(company.url, client, app.seen.at(-1)?.get("code") ?? "");
  if (!isTokens(tokens)) throw new Error(tokens.error);

  await page.goto(`/security/apps?app=${client.id}`);
  const stopped = page.getByRole("dialog", { name: "Stopped" });
  await stopped.getByRole("textbox", { name: "Note" }).fill("Asks for too much");
  await stopped.getByRole("button", { name: "Stop it" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Stop it" }).click();
  await expect(page.getByText('Refused "Stopped"')).toBeVisible();
  expect(await asProgram(company.url, tokens.access_token, ACCOUNTS)).toBe("401 unauthenticated");
  const makers = await stranger(`/security/apps?app=${client.id}`, { language: "zh", phone: true });
  await enter(makers, maker.email, maker.password);
  const told = makers.getByRole("dialog", { name: "Stopped" });
  await expect(told).toContainText("Asks for too much");
  await told.getByRole("button", { name: "删除应用" }).click();
  await makers.getByRole("alertdialog").getByRole("button", { name: "删除应用" }).click();
  await expect(makers.getByText("已删除“Stopped”")).toBeVisible();
  await expect(makers.getByRole("link", { name: /^Stopped/ })).toContainText("已删除");
  // Others neither see it nor learn that it is there.
  await theirs.goto(`${company.url}/security/apps?app=${client.id}`);
  await expect(theirs.getByText("There is no such app, or you may not see it.")).toBeVisible();
});

test("a decision that somebody else was faster with keeps what was typed", async ({ someone, stranger, app, company }) => {
  const maker = await someone({ language: "en" });
  const officer = await someone({ language: "en", roles: ["security_officer"] });
  const client = await registered(maker.api, app, "Twice");
  const page = await stranger(`/security/apps?app=${client.id}`, { language: "en" });
  await enter(page, officer.email, officer.password);
  const detail = page.getByRole("dialog", { name: "Twice" });
  const note = detail.getByRole("textbox", { name: "Note" });
  await note.fill("Read its papers");
  await company.people.admin.api.post(`/apps/${client.id}/decision`, { approve: true, version: client.version, scopes: ["export"], note: "Faster" });
  await detail.getByRole("button", { name: "Approve" }).click();
  await expect(detail.getByText("Somebody changed this meanwhile")).toBeVisible();
  await expect(note).toHaveValue("Read its papers");
  await detail.getByRole("button", { name: "Load the new one" }).click();
  await expect(note).toHaveValue("Faster");
});
