/** Single sign-on as it looks: set up by an administrator, met at the sign-in, and every way it ends. No provider is needed: nobody goes there. */
import { expect, type Page } from "@playwright/test";
import { type Company, invite, newcomer } from "./company.ts";
import { enter, isIn } from "./door.ts";
import type { Journey } from "./journeys.ts";

const settings = (zh: string, en: string, issuer: string, more: object = {}) => ({ label: { zh, en }, provider: { kind: "oidc", issuer, client_id: "kedun" }, ...more });

async function fill({ people, teams }: Company): Promise<void> {
  const groups = [
    { group: "crm-sales", roles: ["sales_rep"], team: teams.north },
    { group: "crm-leads", roles: ["sales_manager", "marketing"], team: null },
  ];
  const accounts = { enabled: true, domains: ["yunling.example", "yunling-group.example"] };
  await people.admin.api.send("PUT", "/security/sso/corp", { on: true, client_secret: "a secret", settings: settings("公司账号", "Corp account", "https://id.yunling.example/realms/corp", { groups, accounts }) });
  await people.admin.api.send("PUT", "/security/sso/entra", { on: false, settings: settings("Entra ID", "Entra ID", "https://login.microsoftonline.example/9f0c7a2e-4d1b-4b8e-9a57-3f1f6f2d0c11/v2.0") });
  await people.admin.api.send("PUT", "/security/sso", { enabled: false, break_glass: [people.admin.id, people.keeper.id] });
}

async function empty({ people }: Company): Promise<void> {
  const { api } = people.admin;
  await api.send("PUT", "/security/sso", { enabled: false, break_glass: [] });
  const { providers } = await api.get<{ providers: { key: string }[] }>("/security/sso");
  for (const { key } of providers) await api.send("DELETE", `/security/sso/${key}`);
}

const press = (page: Page, name: RegExp) => page.getByRole("button", { name }).first().click();

/** The page as it comes back; what the server says of it is written by hand. */
async function back(page: Page, status: number, code: string, query = "code=x&state=y"): Promise<void> {
  await page.route("**/api/v1/sso/finish", (route) => route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify({ status, code }) }), { times: 1 });
  await page.goto(`/sso/callback?${query}`);
  await expect(page.getByRole("alert")).toBeVisible();
}

async function atTheDoor(page: Page, company: Company, language: "zh" | "en", look: (name: string) => Promise<void>): Promise<void> {
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: /^(用公司账号登录|Sign in with Corp account)$/ })).toBeVisible();
  await look("sign-in-sso");
  const link = await invite(company, { email: `sso-${language}-${Date.now()}@example.com`, name: language === "zh" ? "周未至" : "June Park", roles: ["read_only"], language });
  await page.goto(link);
  await expect(page.getByRole("button", { name: /^(用公司账号接受邀请|Accept with Corp account)$/ })).toBeVisible();
  await look("invitation-sso");
  for (const [name, status, code, query] of [
    ["sso-not-linked", 403, "sso_not_linked"],
    ["sso-denied", 401, "sso_failed", "error=access_denied&state=y"],
    ["sso-gone", 401, "flow_gone"],
  ] as const) {
    await back(page, status, code, query);
    await look(name);
  }
  await page.route("**/api/v1/sign-in", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), sso_only: true } });
  });
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: /^(用应急账号登录|Sign in with an emergency account)$/ })).toBeVisible();
  await look("sign-in-sso-only");
  await press(page, /^(用应急账号登录|Sign in with an emergency account)$/);
  await look("sign-in-emergency");
  await page.unroute("**/api/v1/sign-in");
}

export const ssoCompany: Journey = {
  name: "who signs in by a service",
  async run(page, company, look) {
    const language = (await page.locator("html").getAttribute("lang"))?.startsWith("en") ? "en" : "zh";
    const who = await newcomer(company, { language, roles: ["administrator", "security_officer"] });
    await who.api.close();
    await empty(company);
    await enter(page, who.email, who.password);
    await isIn(page);
    try {
      await page.goto("/security/sso");
      await look("sso-empty");
      await press(page, /^(添加登录服务|Add a sign-in service)$/);
      await press(page, /^(保存|Save)$/);
      await expect(page.getByRole("dialog").getByRole("alert").first()).toBeVisible();
      await look("sso-new");
      await fill(company);
      await page.goto("/security/sso");
      await expect(page.getByText("Nia Cole")).toBeVisible();
      await press(page, /^(测试连接：公司账号|Test connection: Corp account)$/);
      await expect(page.getByRole("alert")).toBeVisible();
      await look("sso");
      await page.getByRole("heading", { name: /^(应急账号|Emergency accounts)$/ }).scrollIntoViewIfNeeded();
      await look("sso-only");
      await press(page, /^(操作：公司账号|Actions: Corp account)$/);
      await page.getByRole("menuitem", { name: /^(修改|Change)$/ }).click();
      await look("sso-provider");
      await press(page, /^(更多设置|More settings)$/);
      await page.getByText(/^(承认在登录服务做过的第二步验证|Accept a second step that was done at the service)$/).click();
      await page.getByRole("group").last().scrollIntoViewIfNeeded();
      await look("sso-provider-rules");
      await page.getByRole("textbox", { name: /（acr）|\(acr\)/ }).last().scrollIntoViewIfNeeded();
      await look("sso-provider-more");
      await page.keyboard.press("Escape");
      await page.route("**/api/v1/me/sso", (route) => route.fulfill({ json: { items: [{ key: "corp", label: { zh: "公司账号", en: "Corp account" }, linked_at: "2026-08-01T08:00:00Z", last_sign_in_at: null }, { key: "entra", label: { zh: "Entra ID", en: "Entra ID" }, linked_at: null, last_sign_in_at: null }] } }));
      await page.goto("/security");
      await page.getByRole("heading", { name: /^(关联登录服务|Linked sign-in services)$/ }).scrollIntoViewIfNeeded();
      await look("security-links");
      await page.context().clearCookies();
      await atTheDoor(page, company, language, look);
    } finally {
      await empty(company);
    }
  },
};
