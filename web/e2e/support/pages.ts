/** Every page there is, for the checks that hold on all of them. */
import { expect, type Page } from "@playwright/test";
import { type Company, newcomer } from "./company.ts";
import { browsersOf } from "./browsers.ts";
import { addApp } from "./factors.ts";
import { PEOPLE_PLACES } from "./people-pages.ts";
import { PROGRAM_PLACES } from "./programPlaces.ts";

export interface Place {
  name: string;
  path(company: Company, setUpLink: string): string | Promise<string>;
  /** Opens what is looked at, when the address alone does not. */
  act?(page: Page): Promise<unknown>;
  /** Only there where there is room, or only on a phone. */
  only?: "wide" | "phone";
}

/** The places there are on a screen of that width. */
export const placesOn = (places: readonly Place[], phone: boolean): Place[] => places.filter(({ only }) => only !== (phone ? "wide" : "phone"));

const dialog = (page: Page) => expect(page.getByRole("dialog")).toBeVisible();

/** The keys of the shell work once its page stands. */
const press = (key: string) => async (page: Page) => {
  await expect(page.getByRole("main")).toContainText("Redwood Systems");
  await page.keyboard.press(key);
  await dialog(page);
};

/** Presses the button of that name, in either language; what it opens stands in a panel or a dialog. */
const open = (name: RegExp) => async (page: Page) => {
  await page.getByRole("main").getByRole("button", { name }).first().click();
  await dialog(page);
};

/** Presses the button of that name in the page's head. */
const inHead = (name: RegExp) => async (page: Page) => {
  await page.getByRole("button", { name }).first().click();
  await dialog(page);
};

const tab = (name: RegExp) => (page: Page) => page.getByRole("tab", { name }).click();

/** A user who has been invited and has not come yet, with a fresh link. */
const invitation = async ({ url, people }: Company): Promise<string> => {
  const { api } = people.admin;
  const email = "to-come@example.com";
  const { items } = await api.get<{ items: { id: string; email: string }[] }>("/users?limit=200");
  const known = items.find((user) => user.email === email);
  const made = known ? await api.post<{ invitation_url: string }>(`/users/${known.id}/invitation`, {}) : await api.post<{ invitation_url: string }>("/users", { email, name: "周未至", roles: ["read_only"], language: "zh" });
  return new URL(made.invitation_url, url).pathname;
};

/** The recycle bin of products, with one in it. */
const filledBin = async ({ people }: Company): Promise<string> => {
  const { api } = people.admin;
  const { id, version } = await api.create("product", { name: "Discontinued 停产型号" });
  await api.send("DELETE", `/records/product/${id}`, undefined, { "If-Match": `"${version}"` });
  return "/recycle?object=product";
};

/** With rows selected: all of them, as Control+A does, or on a phone one, by a long press. */
const ofSelected = (name: RegExp) => async (page: Page) => {
  const cards = page.locator(".k-card");
  await expect(page.getByRole("grid").or(cards).first()).toBeVisible();
  if (await cards.count()) {
    await cards.first().hover();
    await page.mouse.down();
    await expect(page.getByRole("toolbar")).toBeVisible();
    await page.mouse.up();
  } else {
    await page.getByRole("grid").focus();
    await page.keyboard.press("Control+a");
  }
  await page.getByRole("toolbar").getByRole("button", { name }).first().click();
  await dialog(page);
};

/** The list of people opens by itself, and closes when one is chosen. */
const ownerOfSelected = async (page: Page) => {
  await ofSelected(/转移负责人|Change owner/)(page);
  await page.getByRole("option", { name: /Mara Voss/ }).click();
  await expect(page.getByRole("option")).toHaveCount(0);
  await dialog(page);
};

const FILE = `deal,account,stage,amount
Pictured one,Redwood Systems,Prospecting,1000
Pictured two,Redwood Sistems,Prospecting,2000
Pictured three,Redwood Systems,Prospecting,not a number
`;

/** The import wizard as far as the step of that number; the second asks for columns, the third for names, the fourth checks, the fifth writes. */
const importStep = (step: 2 | 3 | 4 | 5) => async (page: Page) => {
  const main = page.getByRole("main");
  await main.getByRole("button", { name: /导入为|Import as/ }).click();
  await page.getByRole("option", { name: /^(商机|Opportunit(y|ies))$/ }).click();
  await main.locator("input[type=file]").setInputFiles({ name: "deals.csv", mimeType: "text/csv", buffer: Buffer.from(FILE) });
  await expect(main.getByRole("combobox", { name: /^deal: / })).toHaveValue("name");
  if (step === 2) return;
  await main.getByRole("button", { name: /^(下一步|Next)$/ }).click();
  const meant = main.getByRole("combobox", { name: /Redwood Sistems/ });
  await expect(meant).toBeVisible();
  if (step === 3) return;
  await meant.selectOption({ label: (await meant.locator("option", { hasText: "Redwood Systems" }).first().textContent()) ?? "" });
  await main.getByRole("button", { name: /开始试运行|dry run/i }).last().click();
  const start = main.getByRole("button", { name: /开始导入 \d|^Import \d/ });
  await expect(start).toBeVisible();
  if (step === 4) return;
  await start.click();
  await expect(main.getByText(/导入完成|The import is done/).first()).toBeVisible();
};

/** Presses the button of that name in the page, or in the drawer that stands open; what it opens is a question. */
const asking = (name: RegExp, within: "main" | "dialog" = "main") => async (page: Page) => {
  await page.getByRole(within).getByRole("button", { name }).first().click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
};

/** Somebody whose account may be in other hands. */
const compromisable = async (company: Company): Promise<string> => {
  const who = await newcomer(company, { name: "韩雨 Yu Han" });
  await addApp(who.api);
  await who.api.close();
  return `/settings/users?user=${who.id}`;
};

const reported = async (page: Page) => {
  await asking(/^(账号被盗|Account compromised)$/, "dialog")(page);
  await page.getByRole("alertdialog").getByRole("button", { name: /^(结束一切|End everything)$/ }).click();
  await expect(page.getByRole("link", { name: /^(查看操作记录|What it touched)$/ })).toBeVisible();
};

/** Another address for whoever stands open, not saved yet. */
const otherEmail = async (page: Page) => {
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("textbox", { name: /^(邮箱|Email)/ }).fill("someone.else@example.com");
  await drawer.getByRole("button", { name: /^(保存|Save)$/ }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
};

const passkeysOnly = async (page: Page) => {
  await page.getByRole("radio", { name: /只用通行密钥|仅通行密钥|passkeys? only/i }).check({ force: true });
  await page.getByRole("button", { name: /^(保存|Save)$/ }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
};

const here = (name: string, path: string): Place => ({ name, path: () => path });

export const BEFORE_SIGN_IN: Place[] = [
  here("sign-in", "/sign-in"),
  here("set-up", "/setup"),
  { name: "set-up-form", path: (_company, setUpLink) => setUpLink },
  here("invitation", "/invitation/nothing"),
  { name: "invitation-form", path: invitation },
  { name: "forgotten", path: () => "/sign-in", act: (page) => page.getByRole("button", { name: /忘记密码|Forgotten/ }).click() },
  here("reset", "/reset?token=nothing"),
  here("unlock", "/unlock?token=nothing"),
];

export const SIGNED_IN: Place[] = [
  here("accounts", "/o/account"),
  here("contacts", "/o/contact"),
  here("leads-empty", "/o/lead"),
  here("products", "/o/product"),
  here("tasks", "/o/task"),
  here("deals", "/o/opportunity"),
  here("board", "/o/opportunity?kind=board"),
  here("nothing-found", "/o/account?q=zzzzzz"),
  { name: "account", path: ({ records }) => `/o/account/${records.accounts[0]?.id}` },
  { name: "deal", path: ({ records }) => `/o/opportunity/${records.deals[0]?.id}` },
  { name: "account-timeline", path: ({ records }) => `/o/account/${records.accounts[0]?.id}`, act: tab(/^(动态|Timeline)$/), only: "phone" },
  { name: "account-related", path: ({ records }) => `/o/account/${records.accounts[0]?.id}`, act: tab(/^(相关|Related)$/), only: "phone" },
  { name: "edit-account", path: ({ records }) => `/o/account/${records.accounts[0]?.id}`, act: inHead(/^(编辑|Edit)$/) },
  { name: "peek", path: ({ records }) => `/o/account?open=${records.accounts[0]?.id}`, act: (page) => expect(page.getByText("云岭半导体").last()).toBeVisible() },
  { name: "new-account", path: () => "/o/account?new=true", act: dialog },
  { name: "filter", path: () => "/o/opportunity", act: open(/^(筛选|Filter)/) },
  { name: "columns", path: () => "/o/account", act: open(/^(列|Columns)$/), only: "wide" },
  { name: "sort", path: () => "/o/account", act: open(/^(排序|Sort)/) },
  { name: "bulk-edit", path: () => "/o/account", act: ofSelected(/修改字段|Edit field/) },
  { name: "bulk-owner", path: () => "/o/account", act: ownerOfSelected },
  { name: "export", path: () => "/o/account", act: ofSelected(/导出|Export/) },
  { name: "palette", path: () => "/o/account", act: press("Control+k") },
  { name: "shortcuts", path: () => "/o/account", act: press("?") },
  { name: "account-menu", path: () => "/o/account", act: inHead(/^(账号|Account): /), only: "wide" },
  { name: "list-menu", path: () => "/o/account", act: inHead(/^(更多|More)$/), only: "phone" },
  { name: "more-places", path: () => "/o/account", act: (page) => page.getByRole("button", { name: /^(更多|More)$/ }).last().click(), only: "phone" },
  here("recycle", "/recycle"),
  { name: "recycle-filled", path: filledBin },
  here("import", "/import"),
  { name: "import-columns", path: () => "/import", act: importStep(2) },
  { name: "import-names", path: () => "/import", act: importStep(3) },
  { name: "import-checked", path: () => "/import", act: importStep(4) },
  { name: "import-done", path: () => "/import", act: importStep(5) },
  here("profile", "/me/profile"),
  { name: "sessions", path: ({ url, people }) => browsersOf(url, people.admin, "/me/sessions") },
  { name: "device-lost", path: ({ url, people }) => browsersOf(url, people.admin, "/me/sessions"), act: asking(/^(设备丢失|Device lost)/) },
  { name: "security", path: ({ url, people }) => browsersOf(url, people.admin, "/security") },
  { name: "security-compromised", path: () => "/security", act: asking(/^(结束一切登录…|End everything…)$/) },
  { name: "security-add", path: () => "/security", act: open(/^(添加验证方式|Add a way)$/) },
  here("users", "/settings/users"),
  { name: "user", path: ({ people }) => `/settings/users?user=${people.rep.id}`, act: dialog },
  {
    name: "user-devices",
    path: ({ url, people }) => browsersOf(url, people.otherRep, `/settings/users?user=${people.otherRep.id}`),
    act: (page) => page.getByRole("heading", { name: /^(账号被盗|Account compromised)$/ }).scrollIntoViewIfNeeded(),
  },
  { name: "user-compromised", path: ({ people }) => `/settings/users?user=${people.otherRep.id}`, act: asking(/^(账号被盗|Account compromised)$/, "dialog") },
  { name: "user-session-end", path: ({ url, people }) => browsersOf(url, people.otherRep, `/settings/users?user=${people.otherRep.id}`), act: asking(/^(退出：|Sign out: )/, "dialog") },
  { name: "user-email", path: ({ people }) => `/settings/users?user=${people.otherRep.id}`, act: otherEmail },
  { name: "user-compromised-report", path: compromisable, act: reported },
  { name: "invite", path: () => "/settings/users", act: inHead(/^(邀请用户|Invite a user)$/) },
  ...PEOPLE_PLACES,
  here("teams", "/settings/teams"),
  { name: "team", path: ({ teams }) => `/settings/teams?team=${teams.north}` },
  { name: "new-team", path: () => "/settings/teams", act: inHead(/^(新建团队|New team)$/) },
  here("roles", "/settings/roles"),
  { name: "explain", path: () => "/settings/roles?explain=1", act: dialog },
  { name: "new-role", path: () => "/settings/roles", act: inHead(/^(新建角色|New role)$/) },
  here("role", "/settings/roles/sales_rep"),
  here("role-fields", "/settings/roles/sales_rep?tab=fields"),
  here("role-system", "/settings/roles/administrator?tab=system"),
  here("objects", "/settings/objects"),
  { name: "new-object", path: () => "/settings/objects", act: inHead(/^(新建对象|New object)$/) },
  here("object", "/settings/objects/opportunity"),
  { name: "field", path: () => "/settings/objects/opportunity?field=amount", act: dialog },
  { name: "new-field", path: () => "/settings/objects/opportunity", act: inHead(/^(新建字段|New field)$/) },
  here("object-layout", "/settings/objects/opportunity?tab=layout"),
  here("object-stages", "/settings/objects/opportunity?tab=pipeline"),
  here("object-settings", "/settings/objects/opportunity?tab=settings"),
  here("audit", "/settings/audit"),
  {
    name: "audit-event",
    path: () => "/settings/audit",
    act: async (page) => {
      await page.getByRole("gridcell").or(page.locator(".k-card")).first().click();
      await expect(page.getByRole("complementary").or(page.getByRole("dialog")).last()).toBeVisible();
    },
  },
  here("sign-in-rules", "/security/sign-in"),
  { name: "sign-in-policy", path: () => "/security/sign-in", act: open(/^(新建自定义策略|New policy of your own)$/) },
  { name: "sign-in-passkeys", path: () => "/security/sign-in", act: passkeysOnly },
  here("sign-in-factors", "/security/sign-in?tab=factors"),
  here("sign-in-coverage", "/security/sign-in?tab=coverage"),
  ...PROGRAM_PLACES,
  here("risk", "/security/risk"),
  {
    name: "risk-countries",
    path: () => "/security/risk",
    act: async (page) => {
      await page.getByRole("textbox", { name: /^(从多少分起要求再验证|Ask for one more step from)$/ }).fill("10");
      const limit = page.getByText(/^(只允许名单里的国家和地区|Only from these countries)$/);
      await limit.click();
      await limit.scrollIntoViewIfNeeded();
    },
  },
  here("touched-nobody", "/security/timeline"),
  { name: "touched", path: ({ people }) => `/security/timeline?user=${people.rep.id}&name=${encodeURIComponent(people.rep.name)}` },
  {
    name: "touched-open",
    path: ({ people }) => `/security/timeline?user=${people.rep.id}&name=${encodeURIComponent(people.rep.name)}&kind=changed`,
    act: (page) => page.locator("summary").first().click(),
  },
  {
    name: "touched-devices",
    path: ({ url, people }) => browsersOf(url, people.otherRep, `/security/timeline?user=${people.otherRep.id}&name=${encodeURIComponent(people.otherRep.name)}`),
    act: inHead(/^(处理这个账号|Act on the account)$/),
  },
  here("lost", "/nowhere"),
];
