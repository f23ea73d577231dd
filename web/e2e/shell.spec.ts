/** What is around every page: the palette, the shortcuts, the recycle bin. */
import { expect, test } from "./support/test.ts";

test("the palette finds pages, records and commands, and says when there is nothing", async ({ open }) => {
  const page = await open("rep", "/o/account");
  await expect(page.getByRole("grid").getByText("Redwood Systems")).toBeVisible();
  await page.keyboard.press("Control+k");
  const input = page.getByRole("combobox", { name: /Command palette|Search records/ }).or(page.getByPlaceholder("Search records or type a command…")).first();
  await input.fill("zzzzzz");
  await expect(page.getByText("Nothing matches")).toBeVisible();
  await input.fill("Redwood rollout");
  await page.getByRole("option", { name: /Redwood rollout/ }).first().click();
  await expect(page).toHaveURL(/\/o\/opportunity\/.+/);
  await page.keyboard.press("Control+k");
  await input.fill("外观 dark");
  await page.getByRole("option", { name: "Appearance: Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("the question mark shows the shortcuts, and g a goes", async ({ open }) => {
  const page = await open("rep", "/o/opportunity", { language: "zh" });
  await expect(page.getByRole("grid").getByText("云岭平台建设").first()).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "键盘快捷键" })).toContainText("打开命令面板");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/\/o\/account/);
});

test("what was deleted is restored from the bin", async ({ open, company }) => {
  const { rep, lead } = company.people;
  const made = await rep.api.create("account", { name: "Binned Ltd" });
  await lead.api.send("DELETE", `/records/account/${made.id}`, undefined, { "If-Match": `"${made.version}"` });
  const page = await open("lead", "/recycle?object=account");
  await page.getByRole("button", { name: "Restore: Binned Ltd" }).click();
  await expect(page.getByText('Restored "Binned Ltd"')).toBeVisible();
  await expect(page.getByRole("grid").getByText("Binned Ltd")).toHaveCount(0);
  await page.goto(`/o/account/${made.id}`);
  await expect(page.getByText("Binned Ltd").first()).toBeVisible();
});

test("an address that leads nowhere says so and leads home", async ({ open }) => {
  const page = await open("rep", "/nowhere");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await page.getByRole("link", { name: "Go home" }).click();
  await expect(page).toHaveURL(/\/o\//);
});

test("on a phone the search button opens the palette, and More leads to the rest", async ({ open }) => {
  const page = await open("rep", "/o/account", { phone: true });
  await expect(page.getByRole("main")).toContainText("Redwood Systems");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByPlaceholder("Search records or type a command…").fill("Redwood rollout");
  await page.getByRole("option", { name: /Redwood rollout/ }).first().click();
  await expect(page).toHaveURL(/\/o\/opportunity\/.+/);
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("button", { name: "More" }).click();
  await page.getByRole("dialog", { name: "More" }).getByRole("link", { name: "Tasks" }).click();
  await expect(page).toHaveURL(/\/o\/task/);
});
