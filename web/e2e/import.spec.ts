/** The import wizard with a small file that has everything: names spelled otherwise, and rows that cannot be taken. */
import { expect, test } from "./support/test.ts";

const FILE = `deal,account,stage,amount
Import one,Redwood Systems,Prospecting,1000
Import two,Redwood Sistems,Prospecting,2000
Import three,Redwood Sistems,Prospecting,3000
Import four,Redwood Systems,Prospecting,not a number
`;

test("a file is mapped, checked, its names confirmed, and what was refused is said", async ({ open, company }) => {
  const page = await open("keeper", "/import");
  await page.getByRole("button", { name: /Import as/ }).click();
  await page.getByRole("option", { name: "Opportunities" }).or(page.getByRole("option", { name: "Opportunity" })).click();
  await page.locator("main input[type=file]").setInputFiles({ name: "deals.csv", mimeType: "text/csv", buffer: Buffer.from(FILE) });
  await expect(page).toHaveURL(/\/import\/.+/);
  await expect(page.getByRole("combobox", { name: /^deal: / })).toHaveValue("name");
  await expect(page.getByRole("combobox", { name: /^account: Goes into|^account: / }).first()).toHaveValue(/account/);
  await page.getByRole("button", { name: "Next", exact: true }).click();

  const meant = page.getByRole("combobox", { name: /Redwood Sistems/ });
  await expect(meant).toBeVisible();
  await meant.selectOption({ label: (await meant.locator("option", { hasText: "Redwood Systems" }).first().textContent()) ?? "" });
  await page.getByRole("button", { name: /dry run/i }).last().click();
  await expect(page.getByText(/Nothing (was|has been) written/i).first()).toBeVisible({ timeout: 20_000 });
  expect(await company.people.keeper.api.find("opportunity", { field: "name", op: "starts", value: "Import " })).toHaveLength(0);

  await page.getByRole("button", { name: /^Import 3|Start/ }).click();
  await expect(page.getByText("This is not a valid number.")).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Download rejected rows" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Download rejected rows (CSV)" }).click()]);
  expect(download.suggestedFilename()).toContain(".csv");
  const made = await company.people.keeper.api.find("opportunity", { field: "name", op: "starts", value: "Import " });
  expect(made.map(({ label }) => label).toSorted()).toEqual(["Import one", "Import three", "Import two"]);
  for (const deal of made) expect(deal.values["account"]).toMatchObject({ label: "Redwood Systems" });
});

test("who may not import has no way to it", async ({ open }) => {
  const page = await open("rep", "/o/account");
  await expect(page.getByRole("grid")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Import" })).toHaveCount(0);
});
