/** Objects and fields made by the company itself, and the log of what was done. */
import { choose, tick } from "./support/list.ts";
import { expect, test } from "./support/test.ts";

test("a money field is added, and stands in the form, the list and the filter at once", async ({ open, company }) => {
  const page = await open("keeper", "/settings/objects/product");
  await page.getByRole("button", { name: "New field" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("button", { name: /Money/ }).or(drawer.getByRole("option", { name: /Money/ })).first().click();
  await drawer.getByRole("button", { name: "Preview the change" }).click();
  await expect(drawer.getByText("Enter a name").first()).toBeVisible();
  await drawer.getByRole("textbox", { name: "Name (Chinese)" }).fill("押金");
  await drawer.getByRole("textbox", { name: "Name (English)" }).fill("Deposit");
  await expect(drawer.getByRole("textbox", { name: "Key" })).toHaveValue("deposit");
  await drawer.getByRole("button", { name: "Preview the change" }).click();
  const plan = page.getByRole("dialog", { name: "This is what changes" });
  await plan.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText('Saved the field "Deposit"')).toBeVisible();

  await page.goto("/o/product");
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("textbox", { name: "Find a field" }).fill("Deposit");
  await tick(page.getByRole("checkbox", { name: "Deposit" }));
  await page.keyboard.press("Escape");
  await expect(page.getByRole("columnheader", { name: "Deposit" })).toBeVisible();
  await page.goto(`/o/product/${company.records.products[0]?.id}`);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const form = page.getByRole("dialog", { name: /^Edit / });
  await expect(form.getByRole("textbox", { name: "Deposit" })).toBeVisible();
  await form.getByRole("textbox", { name: "Deposit" }).fill("1234.5");
  await form.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("¥1,234.50").first()).toBeVisible();
});

test("an object of one's own is in the menu at once", async ({ open }) => {
  const page = await open("keeper", "/settings/objects");
  await page.getByRole("button", { name: "New object" }).click();
  const dialog = page.getByRole("dialog", { name: "New object" });
  const finish = dialog.getByRole("button", { name: "Preview the change" });
  await finish.click();
  await expect(dialog.getByText("Enter a name").first()).toBeVisible();
  await dialog.getByRole("textbox", { name: "Name (Chinese)", exact: true }).fill("合同");
  await dialog.getByRole("textbox", { name: "Name (English)", exact: true }).fill("Contract");
  await finish.click();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: /Contract/ })).toBeVisible();
});

interface Named {
  name: string;
  key: string;
  label: { zh: string; en: string };
  synonyms?: string[];
}

test("options and stages keep the other words an import knows them by", async ({ open, company }) => {
  const { keeper } = company.people;
  const meta = () => keeper.api.get<{ fields: (Named & { options: Named[] | null })[]; pipeline: { stages: Named[] } | null }>("/objects/opportunity");
  const before = await meta();
  const known = (of: typeof before) => ({
    options: of.fields.flatMap((field) => field.options?.map(({ key, synonyms }) => [field.name, key, synonyms]) ?? []),
    stages: of.pipeline?.stages.map(({ key, synonyms }) => [key, synonyms]),
  });
  const page = await open("keeper", "/settings/objects/opportunity?field=type");
  const drawer = page.getByRole("dialog");
  const english = drawer.getByPlaceholder("English");
  await english.first().fill("Brand-new deal");
  await drawer.getByRole("button", { name: "Preview the change" }).click();
  await expect(page.getByText('Saved the field "Type"')).toBeVisible();

  await page.goto("/settings/objects/opportunity?tab=pipeline");
  await page.getByPlaceholder("English").first().fill("First contact");
  await page.getByRole("button", { name: "Preview and save" }).click();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText('Saved "Opportunity"')).toBeVisible();
  const after = await meta();
  expect(JSON.stringify(after)).toContain("Brand-new deal");
  expect(JSON.stringify(after)).toContain("First contact");
  expect(known(after)).toEqual(known(before));
});

test("the audit log tells what was done, is filtered, and verifies", async ({ open, company }) => {
  const made = await company.people.rep.api.create("account", { name: "Logged Ltd" });
  const page = await open("auditor", "/settings/audit", { language: "en" });
  await expect(page.getByRole("grid").getByRole("row").nth(2)).toBeVisible();
  await page.getByRole("button", { name: "Verify now" }).click();
  await expect(page.getByText("The log is whole")).toBeVisible({ timeout: 20_000 });
  await choose(page, page.getByRole("button", { name: /Action$|^Action|Any Action/ }).first(), "Create");
  await expect(page.getByRole("grid").getByRole("row").filter({ hasText: made.id })).toBeVisible();
  await expect(page.getByRole("grid").getByRole("gridcell", { name: "Sign-in", exact: true })).toHaveCount(0);
});
