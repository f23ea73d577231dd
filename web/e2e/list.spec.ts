/** Lists: making, finding, arranging and editing records where they stand. */
import { fillByImport } from "./support/fill.ts";
import { expect, test } from "./support/test.ts";
import { cell, choose, chooseField, editCell, grid, refusedCell, row, tick } from "./support/list.ts";

test("a new record is refused without its name, then made and shown", async ({ open }) => {
  const page = await open("rep", "/o/account");
  await page.getByRole("button", { name: "New Account" }).click();
  const form = page.getByRole("dialog", { name: "New Account" });
  await form.getByRole("button", { name: /^Save/ }).click();
  await expect(form.getByText("This is required")).toBeVisible();
  await form.getByRole("textbox", { name: "Name", exact: true }).fill("Harbor Light Ltd");
  await form.getByRole("textbox", { name: "Email" }).fill("not an address");
  await form.getByRole("button", { name: /^Save/ }).click();
  await expect(form.getByRole("alert").first()).toBeVisible();
  await form.getByRole("textbox", { name: "Email" }).fill("hello@harbor.example");
  await form.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("“Harbor Light Ltd” created")).toBeVisible();
  await expect(row(page, "Harbor Light Ltd")).toBeVisible();
});

test("a cell is edited in place, and a refused value stays in its cell until it is given up", async ({ open, company }) => {
  await company.people.rep.api.create("opportunity", { name: "Cell deal", stage: "prospecting" });
  const page = await open("rep", "/o/opportunity?q=Cell%20deal");
  await editCell(page, "Cell deal", "Amount", "2500");
  await expect(cell(page, "Cell deal", "Amount")).toContainText("2,500");
  await refusedCell(page, "Cell deal", "Probability", "250", "Must be at most 100");
  await editCell(page, "Cell deal", "Amount", "1.2亿");
  await expect(cell(page, "Cell deal", "Amount")).toContainText("120,000,000");
  for (const text of ["55万x", "12.5.6", "1e5", "很多"]) await refusedCell(page, "Cell deal", "Amount", text, "not a number");
  await refusedCell(page, "Cell deal", "Amount", "1.23456", "decimals");
  await page.reload();
  await expect(cell(page, "Cell deal", "Amount")).toContainText("120,000,000");
});

test("what only the server can refuse stays in its cell as well", async ({ open, company }) => {
  await company.people.rep.api.create("account", { name: "Refusal Ltd", phone: "+14155550123" });
  const page = await open("rep", "/o/account?q=Refusal%20Ltd");
  await refusedCell(page, "Refusal Ltd", "Phone", "12", "valid phone");
});

test("two clicks on a link edit it, one follows it", async ({ open, company }) => {
  const account = await company.people.rep.api.create("account", { name: "Clicked Ltd" });
  await company.people.rep.api.create("opportunity", { name: "Click deal", stage: "prospecting", account: { id: account.id, object: "account" } });
  const page = await open("rep", "/o/opportunity?q=Click%20deal");
  await cell(page, "Click deal", "account").getByRole("link").dblclick();
  await expect(cell(page, "Click deal", "account").getByRole("combobox")).toBeFocused();
  await expect(page).toHaveURL(/\/o\/opportunity\?/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await cell(page, "Click deal", "account").getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/o/account/${account.id}`));
});

test("a figure of a filter is understood or refused, and never half read", async ({ open, company }) => {
  await company.people.rep.api.create("opportunity", { name: "Figure deal", stage: "prospecting", amount: { amount: "150000", currency: "CNY" } });
  const page = await open("rep", "/o/opportunity?q=Figure%20deal");
  await page.getByRole("button", { name: "Filter" }).click();
  const filter = page.getByRole("dialog", { name: "Filter" });
  await chooseField(page, filter, "Amount");
  const figure = filter.getByRole("textbox", { name: "Amount at least" });
  await figure.fill("20万x");
  await figure.press("Enter");
  await expect(filter.getByRole("alert")).toContainText("not a number");
  await expect(figure).toHaveValue("20万x");
  await expect(page).not.toHaveURL(/filter=/);
  await figure.fill("20万");
  await expect(row(page, "Figure deal")).toHaveCount(0);
  await figure.fill("10万");
  await expect(row(page, "Figure deal")).toBeVisible();
});

test("a filter is built, kept in the address, and saved as a view", async ({ open }) => {
  const page = await open("rep", "/o/opportunity");
  await expect(row(page, "Redwood rollout")).toBeVisible();
  await page.getByRole("button", { name: "Filter" }).click();
  const filter = page.getByRole("dialog", { name: "Filter" });
  await chooseField(page, filter, "Name");
  await choose(page, filter.getByRole("button", { name: /Comparison/ }), "contains");
  await filter.getByRole("textbox", { name: /contains/ }).fill("Redwood");
  await expect(row(page, "云岭平台建设")).toHaveCount(0);
  await expect(row(page, "Redwood rollout")).toBeVisible();
  await expect(page).toHaveURL(/filter=/);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Save view" }).click();
  const dialog = page.getByRole("dialog", { name: "Save as new view" });
  await expect(dialog.getByRole("button", { name: "Save", exact: true })).toBeDisabled();
  await dialog.getByRole("textbox", { name: "View name" }).fill("Redwood deals");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  const views = page.getByRole("navigation", { name: "Views" });
  await expect(views.getByRole("button", { name: "Redwood deals", exact: true })).toHaveAttribute("aria-current", "page");
  await views.getByRole("button", { name: "All Opportunities" }).click();
  await expect(row(page, "云岭平台建设")).toBeVisible();
  await views.getByRole("button", { name: "Redwood deals", exact: true }).click();
  await expect(row(page, "云岭平台建设")).toHaveCount(0);
});

test("the head sorts, and columns are chosen", async ({ open, company }) => {
  const { api } = company.people.rep;
  for (const [name, amount] of [["Sorted small", "900"], ["Sorted large", "80000"]]) {
    await api.create("opportunity", { name, stage: "prospecting", amount: { amount, currency: "CNY" } });
  }
  const page = await open("rep", "/o/opportunity?q=Sorted");
  const head = page.getByRole("columnheader", { name: "Amount" });
  await head.click();
  await expect(head).toHaveAttribute("aria-sort", "ascending");
  await expect(grid(page).getByRole("row").nth(1)).toContainText("Sorted small");
  await head.click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await expect(grid(page).getByRole("row").nth(1)).toContainText("Sorted large");
  await expect(page).toHaveURL(/sort=/);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("textbox", { name: "Find a field" }).fill("Type");
  await tick(page.getByRole("checkbox", { name: "Type", exact: true }));
  await page.keyboard.press("Escape");
  await expect(page.getByRole("columnheader", { name: "Type" })).toBeVisible();
});

test("the search box finds by pinyin initials, and says so when nothing matches", async ({ open }) => {
  const page = await open("rep", "/o/account", { language: "zh" });
  await page.getByRole("textbox", { name: "搜索…" }).fill("yl");
  await expect(row(page, "云岭半导体")).toBeVisible();
  await expect(row(page, "Redwood Systems")).toHaveCount(0);
  await page.getByRole("textbox", { name: "搜索…" }).fill("zzzzzz");
  await expect(page.getByText("没有符合条件的客户")).toBeVisible();
  await page.getByRole("button", { name: "清除条件" }).click();
  await expect(row(page, "Redwood Systems")).toBeVisible();
});

test("a selection is changed, and deleted after a question, and both can be undone", async ({ open, company }) => {
  const { rep, lead } = company.people;
  for (const name of ["Bulk one", "Bulk two", "Bulk three"]) await rep.api.create("opportunity", { name, stage: "prospecting", next_step: "before" });
  const page = await open("lead", "/o/opportunity?q=Bulk");
  await expect(row(page, "Bulk three")).toBeVisible();
  await tick(page.getByRole("checkbox", { name: "Select all" }));
  const bar = page.getByRole("toolbar", { name: "Actions for the selection" });
  await bar.getByRole("button", { name: "Edit field" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit 3 records" });
  await choose(page, dialog.getByRole("button", { name: /Field to change/ }), "Next step");
  await dialog.getByRole("textbox", { name: "Next step" }).fill("send the contract");
  await dialog.getByRole("button", { name: "Apply to 3" }).click();
  await expect(page.getByText("3 records changed")).toBeVisible();
  await expect(cell(page, "Bulk two", "Next step")).toContainText("send the contract");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(cell(page, "Bulk two", "Next step")).toContainText("before");

  await bar.getByRole("button", { name: "Delete" }).click();
  const question = page.getByRole("alertdialog", { name: "Move 3 opportunities to the recycle bin?" });
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toHaveCount(0);
  await bar.getByRole("button", { name: "Delete" }).click();
  await question.getByRole("button", { name: "Move to recycle bin" }).click();
  await expect(page.getByText("3 records moved to the recycle bin")).toBeVisible();
  await expect(row(page, "Bulk two")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(row(page, "Bulk two")).toBeVisible();
  await expect.poll(async () => (await lead.api.find("opportunity", { field: "name", op: "starts", value: "Bulk" })).length).toBe(3);
});

test("all rows that are loaded are not all rows: it is said, and deleting them leaves the rest in the list", async ({ open, company }) => {
  const { lead } = company.people;
  const names = Array.from({ length: 130 }, (_, index) => `Portion ${index}`);
  for (const name of names) await lead.api.create("opportunity", { name, stage: "prospecting" });
  const page = await open("lead", "/o/opportunity?q=Portion");
  await expect(page.getByText("130 records")).toBeVisible();
  const all = page.getByRole("checkbox", { name: "Select all" });
  await all.locator("xpath=ancestor::label[1]").click();
  const bar = page.getByRole("toolbar", { name: "Actions for the selection" });
  await expect(bar).toContainText("The 100 loaded of 130 selected");
  await expect(all).toBeChecked({ indeterminate: true });
  await bar.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Move to recycle bin" }).click();
  await expect(page.getByText("100 records moved to the recycle bin")).toBeVisible();
  await expect(page.getByText("30 records", { exact: true })).toBeVisible();
  await expect(row(page, "Portion").first()).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("130 records")).toBeVisible();
});

test("Escape closes an open list before the dialog it belongs to, and nobody is transferred to nobody", async ({ open, company }) => {
  for (const name of ["Handed one", "Handed two"]) await company.people.rep.api.create("opportunity", { name, stage: "prospecting" });
  const page = await open("lead", "/o/opportunity?q=Handed");
  await expect(row(page, "Handed two")).toBeVisible();
  await grid(page).focus();
  await page.keyboard.press("Control+a");
  await page.getByRole("toolbar").getByRole("button", { name: "Change owner" }).click();
  const dialog = page.getByRole("dialog", { name: "Transfer 2 records" });
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("option")).toHaveCount(0);
  await expect(dialog.getByRole("button", { name: "Apply to 2" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
});

test("the keyboard alone moves, selects, peeks, edits and opens", async ({ open, company }) => {
  for (const name of ["Keys alpha", "Keys beta"]) await company.people.rep.api.create("opportunity", { name, stage: "prospecting" });
  const page = await open("rep", "/o/opportunity?q=Keys&sort=name");
  await expect(row(page, "Keys beta")).toBeVisible();
  await grid(page).focus();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(row(page, "Keys beta")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");
  await expect(row(page, "Keys beta")).toHaveAttribute("aria-selected", "false");
  await page.keyboard.press("Space");
  await expect(page.getByRole("complementary", { name: "Keys beta" })).toBeVisible();
  await page.keyboard.press("k");
  await expect(page.getByRole("complementary", { name: "Keys alpha" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("complementary", { name: /Keys/ })).toHaveCount(0);
  await grid(page).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/o\/opportunity\/[^/?]+$/);
});

test("a list of more than a thousand draws few rows and loads as it is read", async ({ open, company }) => {
  test.setTimeout(90_000);
  await fillByImport(company.people.keeper.api, "lead", Array.from({ length: 1_050 }, (_, index) => `Lead ${String(index).padStart(4, "0")}`));
  const page = await open("keeper", "/o/lead?sort=name");
  await expect(page.getByText(/More than 1,000 records|1,050 records/)).toBeVisible();
  await expect(row(page, "Lead 0000")).toBeVisible();
  expect(await grid(page).getByRole("row").count()).toBeLessThan(80);
  await grid(page).focus();
  // Every "end of what is loaded" asks for more: the fifth page comes, and the first rows are gone from the page.
  await expect(async () => {
    await page.keyboard.press("Control+End");
    await expect(row(page, /Lead (02[0-4]|0[3-9]|1)\d/).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 40_000 });
  await expect(row(page, "Lead 0000")).toHaveCount(0);
  expect(await grid(page).getByRole("row").count()).toBeLessThan(80);
});

test("who edits what somebody else has just changed is asked", async ({ open, company }) => {
  const made = await company.people.rep.api.create("opportunity", { name: "Contested", stage: "prospecting", next_step: "call" });
  const page = await open("rep", "/o/opportunity?q=Contested");
  await expect(cell(page, "Contested", "Next step")).toContainText("call");
  await company.people.lead.api.change("opportunity", made.id, { next_step: "visit" });
  // The cell waits for the answer, and so for the decision.
  await cell(page, "Contested", "Next step").dblclick();
  const input = cell(page, "Contested", "Next step").getByRole("textbox");
  await input.fill("write");
  await input.press("Enter");
  const dialog = page.getByRole("alertdialog", { name: "Someone has just changed this record" }).or(page.getByRole("dialog", { name: "Someone has just changed this record" }));
  await expect(dialog).toContainText("Mara Voss");
  await expect(dialog).toContainText("visit");
  await dialog.getByRole("button", { name: "Use my change" }).click();
  await expect(input).toHaveCount(0);
  await expect(cell(page, "Contested", "Next step")).toContainText("write");
  await expect.poll(async () => (await company.people.rep.api.find("opportunity", { field: "name", op: "eq", value: "Contested" }))[0]?.values["next_step"]).toBe("write");
});
