/** The words of a list: its rows, cells and choices. */
import { expect, type Locator, type Page } from "@playwright/test";

export const grid = (page: Page): Locator => page.getByRole("grid");

export const row = (page: Page, name: string | RegExp): Locator => grid(page).getByRole("row").filter({ hasText: name });

/** The cell of a record in the column of a field. */
export const cell = (page: Page, name: string, column: string): Locator => row(page, name).locator(`[role=gridcell][id$="-${FIELD[column] ?? column}"]`);

/** The fields below the heads that the tests speak of. */
const FIELD: Record<string, string> = { Amount: "amount", Probability: "probability", "Next step": "next_step", Stage: "stage", Phone: "phone", 电话: "phone" };

/** Types a value into a cell and keeps it with Enter. */
export async function editCell(page: Page, name: string, column: string, value: string): Promise<void> {
  await cell(page, name, column).dblclick();
  const input = cell(page, name, column).getByRole("textbox");
  await expect(input).toBeFocused();
  await input.fill(value);
  await input.press("Enter");
  await expect(input).toHaveCount(0);
}

/** Types what is refused: the text, the focus and the words why stay in the cell. Escape gives it up. */
export async function refusedCell(page: Page, name: string, column: string, value: string, why: string): Promise<void> {
  await cell(page, name, column).dblclick();
  const input = cell(page, name, column).getByRole("textbox");
  await expect(input).toBeFocused();
  await input.fill(value);
  await input.press("Enter");
  await expect(cell(page, name, column).getByRole("alert")).toContainText(why);
  await expect(input).toBeFocused();
  await expect(input).toHaveValue(value);
  await expect(input).toHaveAttribute("aria-invalid", "true");
  await input.press("Escape");
  await expect(input).toHaveCount(0);
}

/** Opens a list of choices and takes one. */
export async function choose(page: Page, opener: Locator, option: string): Promise<void> {
  await opener.click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

/** Names the field of a filter's row. The list narrows a moment after the keys, and what is pressed must be what was seen. */
export async function chooseField(page: Page, filter: Locator, field: string): Promise<void> {
  await filter.getByRole("combobox", { name: "Field" }).fill(field);
  await expect(page.getByRole("option").first()).toHaveText(field);
  await page.getByRole("option", { name: field, exact: true }).click();
}

/** Ticks a box or chooses a radio button as a reader does, by its label, and waits until it says so: the state may travel through the address. */
export async function tick(box: Locator): Promise<void> {
  await box.locator("xpath=ancestor::label[1]").click();
  await expect(box).toBeChecked();
}
