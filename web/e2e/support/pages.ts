/** Every page there is, for the checks that hold on all of them. */
import { expect, type Page } from "@playwright/test";
import type { Company } from "./company.ts";

export interface Place {
  name: string;
  path(company: Company): string;
  /** Opens what is looked at, when the address alone does not. */
  act?(page: Page): Promise<unknown>;
}

const dialog = (page: Page) => expect(page.getByRole("dialog")).toBeVisible();

/** The keys of the shell work once its page stands. */
const press = (key: string) => async (page: Page) => {
  await expect(page.getByRole("main")).toContainText("Redwood Systems");
  await page.keyboard.press(key);
  await dialog(page);
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
  { name: "palette", path: () => "/o/account", act: press("Control+k") },
  { name: "shortcuts", path: () => "/o/account", act: press("?") },
  here("recycle", "/recycle"),
  here("import", "/import"),
  here("profile", "/me/profile"),
  here("sessions", "/me/sessions"),
  here("users", "/settings/users"),
  here("teams", "/settings/teams"),
  here("roles", "/settings/roles"),
  here("role", "/settings/roles/sales_rep"),
  here("objects", "/settings/objects"),
  here("object", "/settings/objects/opportunity"),
  here("audit", "/settings/audit"),
  here("lost", "/nowhere"),
];
