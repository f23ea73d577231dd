/** Saved views from making to deleting, and taking a list out as a file. */
import { readFile } from "node:fs/promises";
import type { Download, Page } from "@playwright/test";
import { row } from "./support/list.ts";
import { expect, test } from "./support/test.ts";

interface View {
  id: string;
  name: string;
  shared: boolean;
  mine: boolean;
  sort: { field: string; desc: boolean }[];
}

const views = (page: Page) => page.getByRole("navigation", { name: "Views" });
const tab = (page: Page, name: string) => views(page).getByRole("button", { name, exact: true });

/** Chooses from the menu of the view on the screen. */
async function act(page: Page, view: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for view “${view}”` }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

test("a view is renamed, changed, shared, deleted, and brought back", async ({ open, company }) => {
  const { rep, lead } = company.people;
  const kept = async (person: typeof rep) => (await person.api.get<{ items: View[] }>("/views?object=account")).items;
  const made = await rep.api.post<View>("/views?object=account", { name: "West side", kind: "list", filter: null, sort: [{ field: "name", desc: false }], columns: [{ field: "name", width: 300 }, { field: "phone", width: 160 }], shared: false });
  const page = await open("rep", `/o/account?view=${made.id}`);
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
  await act(page, "West side", "Rename");
  const dialog = page.getByRole("dialog", { name: "Rename" });
  await dialog.getByRole("textbox", { name: "View name" }).fill("East side");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(tab(page, "East side")).toBeVisible();
  await expect(tab(page, "West side")).toHaveCount(0);

  await page.getByRole("columnheader", { name: "Name" }).click();
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("button", { name: "Save view" }).click();
  await page.getByRole("menuitem", { name: "Update “East side”" }).click();
  await expect(page.getByText("View “East side” updated")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
  await expect(page.getByRole("button", { name: "Save view" })).toHaveCount(0);

  expect(await kept(lead)).toEqual([]);
  await act(page, "East side", "Share with everyone");
  await expect(views(page).getByRole("img", { name: "Shared" })).toBeVisible();
  expect(await kept(lead)).toMatchObject([{ name: "East side", mine: false, shared: true, sort: [{ field: "name", desc: true }] }]);
  const others = await open("lead", `/o/account?view=${made.id}`);
  await expect(views(others).getByRole("button", { name: "East side" })).toHaveAttribute("aria-current", "page");
  await expect(others.getByRole("button", { name: "Actions for view" })).toHaveCount(0);

  await act(page, "East side", "Delete view");
  await expect(page.getByText("View “East side” deleted")).toBeVisible();
  await expect(tab(page, "All accounts")).toHaveAttribute("aria-current", "page");
  await expect.poll(() => kept(rep)).toEqual([]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(views(page).getByRole("button", { name: "East side" })).toBeVisible();
  await expect.poll(async () => (await kept(rep)).length).toBe(1);
});

async function textOf(download: Download): Promise<string> {
  return (await readFile(await download.path())).toString("utf8");
}

test("a list goes out as a file, as it is narrowed; who may not export is told so", async ({ open }) => {
  const page = await open("keeper", "/o/account?q=云岭");
  await expect(row(page, "云岭半导体")).toBeVisible();
  const more = page.getByRole("button", { name: "More", exact: true });
  await more.click();
  await page.getByRole("menuitem", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export accounts" });
  await expect(dialog).toContainText("Exports every record that matches the search and filter.");
  await dialog.getByText("CSV", { exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "Export" }).click()]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  const text = await textOf(download);
  expect(text).toContain("云岭半导体");
  expect(text).not.toContain("Redwood Systems");
  await expect(dialog).toHaveCount(0);

  const refused = await open("rep", "/o/account");
  await refused.getByRole("button", { name: "More", exact: true }).click();
  await expect(refused.getByRole("menuitem", { name: "Export" })).toHaveAttribute("aria-disabled", "true");
});
