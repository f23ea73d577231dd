/** Every page there is, for the checks that hold on all of them. */
import { expect, type Page } from "@playwright/test";
import type { Company } from "./company.ts";

export interface Place {
  name: string;
  path(company: Company): string;
  /** Opens what is looked at, when the address alone does not. */
  act?(page: Page): Promise<unknown>;
  /** Not there on a phone. */
  wide?: true;
}

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

const here = (name: string, path: string): Place => ({ name, path: () => path });

export const BEFORE_SIGN_IN: Place[] = [here("sign-in", "/sign-in"), here("set-up", "/setup"), here("invitation", "/invitation/nothing")];

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
  { name: "peek", path: ({ records }) => `/o/account?open=${records.accounts[0]?.id}`, act: (page) => expect(page.getByText("云岭半导体").last()).toBeVisible() },
  { name: "new-account", path: () => "/o/account?new=true", act: dialog },
  { name: "filter", path: () => "/o/opportunity", act: open(/^(筛选|Filter)/) },
  { name: "columns", path: () => "/o/account", act: open(/^(列|Columns)$/), wide: true },
  { name: "sort", path: () => "/o/account", act: open(/^(排序|Sort)/) },
  { name: "bulk-edit", path: () => "/o/account", act: ofSelected(/修改字段|Edit field/) },
  { name: "bulk-owner", path: () => "/o/account", act: ownerOfSelected },
  { name: "export", path: () => "/o/account", act: ofSelected(/导出|Export/) },
  { name: "palette", path: () => "/o/account", act: press("Control+k") },
  { name: "shortcuts", path: () => "/o/account", act: press("?") },
  here("recycle", "/recycle"),
  here("import", "/import"),
  { name: "import-columns", path: () => "/import", act: importStep(2) },
  { name: "import-names", path: () => "/import", act: importStep(3) },
  { name: "import-checked", path: () => "/import", act: importStep(4) },
  { name: "import-done", path: () => "/import", act: importStep(5) },
  here("profile", "/me/profile"),
  here("sessions", "/me/sessions"),
  here("users", "/settings/users"),
  here("teams", "/settings/teams"),
  here("roles", "/settings/roles"),
  here("role", "/settings/roles/sales_rep"),
  here("objects", "/settings/objects"),
  here("object", "/settings/objects/opportunity"),
  here("audit", "/settings/audit"),
  {
    name: "audit-event",
    path: () => "/settings/audit",
    act: async (page) => {
      await page.getByRole("gridcell").or(page.locator(".k-card")).first().click();
      await expect(page.getByRole("complementary").or(page.getByRole("dialog")).last()).toBeVisible();
    },
  },
  here("lost", "/nowhere"),
];
