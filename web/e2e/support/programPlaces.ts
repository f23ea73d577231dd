/** Pages about tokens and apps, with something on them. */
import { createHash } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import type { Api } from "./api.ts";
import type { Company } from "./company.ts";
import { tick } from "./list.ts";
import { exchange } from "./programs.ts";
import type { Place } from "./pages.ts";

interface Named {
  id: string;
  name: string;
}
interface App extends Named {
  state: string;
  version: number;
}

const BACK = "https://reports.example/back";
const VERIFIER = "a".repeat(43);
const request = (client: string) => ({
  response_type: "code",
  client_id: client,
  redirect_uri: BACK,
  scope: "records:read:account records:write:account records:read:contact directory:read export",
  state: "here",
  code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
  code_challenge_method: "S256",
});

const TOKENS = [
  { name: "夜间同步 ERP", reason: "每天 2 点把客户同步到 ERP", scopes: ["records:read:account", "records:write:account", "records:read:contact"], days: 90, networks: ["203.0.113.0/24", "198.51.100.7"] },
  { name: "Power BI", scopes: ["records:read:*", "export", "metadata:read"], days: 365 },
  { name: "迁移脚本", reason: "旧系统搬数据，用完撤销", scopes: ["records:read:lead", "records:write:lead", "directory:read"], days: 5, records_per_hour: 500 },
];

async function haveTokens(api: Api): Promise<void> {
  const { items } = await api.get<{ items: Named[] }>("/me/tokens");
  for (const token of TOKENS.filter(({ name }) => !items.some((known) => known.name === name))) await api.post("/me/tokens", token);
}

/** One app that is approved, one that waits, one that was refused. */
async function haveApps({ people }: Company): Promise<{ approved: App; waiting: App }> {
  const { admin, rep } = people;
  const { items } = await admin.api.get<{ items: App[] }>("/apps");
  const app = async (name: string, publisher: string, scopes: string[]): Promise<App> => {
    const known = items.find((one) => one.name === name);
    return known ?? (await rep.api.post<{ app: App }>("/apps", { name, publisher, website: "https://reports.example/", redirect_uris: [BACK, "http://127.0.0.1:8123/back"], scopes })).app;
  };
  const decide = (one: App, decision: object) => (one.state === "quarantined" ? admin.api.post(`/apps/${one.id}/decision`, { version: one.version, ...decision }) : null);
  const approved = await app("销售报表 Reports", "云岭信息部", ["records:read:*", "records:write:account", "directory:read", "export"]);
  await decide(approved, { approve: true, verified: true, scopes: ["records:read:account", "records:write:account", "records:read:contact", "directory:read", "export"], note: "只给客户和联系人" });
  const refused = await app("Lead Grabber", "Unknown Ltd", ["records:read:*", "records:delete:*", "export"]);
  await decide(refused, { approve: false, note: "要的权限太多，说不清用途" });
  const waiting = await app("日程助手 Calendar", "Calendar Works GmbH", ["records:read:meeting", "records:write:meeting", "records:read:contact", "profile:read"]);
  return { approved, waiting };
}

/** The administrator lets the approved one act. */
async function haveGrant(company: Company): Promise<void> {
  const { api } = company.people.admin;
  const { approved } = await haveApps(company);
  const { items } = await api.get<{ items: unknown[] }>("/me/apps");
  if (items.length > 0) return;
  const { redirect_to } = await api.post<{ redirect_to: string }>("/apps/authorize", { ...request(approved.id), allow: true });
  await exchange(company.url, { client_id: approved.id, code: new URL(redirect_to).searchParams.get("code") ?? "", redirect_uri: BACK, code_verifier: VERIFIER });
}

const wideToken = async (page: Page) => {
  await page.getByRole("textbox", { name: /^(名称|Name)/ }).fill("Power BI");
  for (const box of [/^(全部对象|All objects): (读取|Read)$/, /^(客户|Accounts): (修改|Change)$/]) await tick(page.getByRole("checkbox", { name: box }));
  await page.getByText(/^(把你能导出的记录整批导出为文件|Take records that you may export out as files)$/).click();
  await expect(page.getByRole("note")).toBeVisible();
};

const made = async (page: Page) => {
  await wideToken(page);
  await page.getByRole("button", { name: /^(创建令牌|Make the token)$/ }).click();
  await expect(page.getByRole("dialog", { name: /^(令牌已创建|The token is made)$/ })).toBeVisible();
};

const refusedToken = async (page: Page) => {
  const networks = page.getByRole("textbox", { name: /^(允许的 IP 地址|Allowed IP addresses)$/ });
  await page.getByRole("textbox", { name: /^(名称|Name)/ }).fill("报表");
  await tick(page.getByRole("checkbox", { name: /^(客户|Accounts): (读取|Read)$/ }));
  await networks.fill("办公室 office");
  await networks.press("Enter");
  await page.getByRole("button", { name: /^(创建令牌|Make the token)$/ }).click();
  await expect(networks).toHaveAttribute("aria-invalid", "true");
};

const dialog = (page: Page) => expect(page.getByRole("dialog").getByRole("textbox").first()).toBeVisible();
const scrolled = (name: RegExp) => (page: Page) => page.getByRole("heading", { name }).scrollIntoViewIfNeeded();

export const PROGRAM_PLACES: readonly Place[] = [
  {
    name: "my-tokens-empty",
    path: async ({ people }) => {
      await people.admin.api.send("DELETE", "/me/tokens");
      return "/security/my-tokens";
    },
  },
  {
    name: "my-tokens",
    path: async ({ people }) => {
      await haveTokens(people.admin.api);
      return "/security/my-tokens";
    },
  },
  { name: "new-token", path: () => "/security/my-tokens/new" },
  { name: "new-token-wide", path: () => "/security/my-tokens/new", act: async (page) => { await wideToken(page); await page.getByRole("note").scrollIntoViewIfNeeded(); } },
  { name: "new-token-refused", path: () => "/security/my-tokens/new", act: refusedToken },
  { name: "token-made", path: () => "/security/my-tokens/new", act: made },
  {
    name: "user-tokens",
    path: async ({ people }) => {
      await haveTokens(people.rep.api);
      return `/settings/users?user=${people.rep.id}`;
    },
    act: scrolled(/^(访问令牌|Access tokens)$/),
  },
  {
    name: "apps",
    path: async (company) => {
      await haveApps(company);
      return "/security/apps";
    },
  },
  { name: "app-waiting", path: async (company) => `/security/apps?app=${(await haveApps(company)).waiting.id}`, act: dialog },
  { name: "app-approved", path: async (company) => `/security/apps?app=${(await haveApps(company)).approved.id}`, act: dialog },
  { name: "new-app", path: () => "/security/apps/new" },
  {
    name: "my-apps-empty",
    path: async (company) => {
      const { api } = company.people.admin;
      const { items } = await api.get<{ items: { app: { id: string } }[] }>("/me/apps");
      for (const id of new Set(items.map(({ app }) => app.id))) await api.send("DELETE", `/me/apps/${id}`);
      return "/security/my-apps";
    },
  },
  {
    name: "my-apps",
    path: async (company) => {
      await haveGrant(company);
      return "/security/my-apps";
    },
  },
  { name: "consent", path: async (company) => `/apps/authorize?${new URLSearchParams(request((await haveApps(company)).approved.id)).toString()}` },
  { name: "consent-waiting", path: async (company) => `/apps/authorize?${new URLSearchParams(request((await haveApps(company)).waiting.id)).toString()}` },
  { name: "consent-wrong", path: async (company) => `/apps/authorize?${new URLSearchParams({ ...request((await haveApps(company)).approved.id), response_type: "token" }).toString()}` },
  { name: "security-programs", path: () => "/security", act: scrolled(/^(程序与应用|Programs and apps)$/) },
];
