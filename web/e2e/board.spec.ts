/** The pipeline board: cards carried by pointer and by keyboard, and stages that ask for something. */
import type { Locator, Page } from "@playwright/test";
import type { Rec } from "./support/api.ts";
import type { Company } from "./support/company.ts";
import { expect, test } from "./support/test.ts";

const column = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });
const card = (place: Locator | Page, name: string): Locator => place.getByRole("button", { name });

/** Where the server has a deal. */
const stageOf = (company: Company, id: string) => async () => (await company.people.rep.api.get<Rec>(`/records/opportunity/${id}`)).values["stage"];

test("a card is dragged to another stage, and the move can be undone", async ({ open, company }) => {
  const made = await company.people.rep.api.create("opportunity", { name: "Drag me", stage: "prospecting", amount: "100" });
  const page = await open("rep", "/o/opportunity?kind=board&q=Drag");
  // Hovering waits until the card stands still.
  await card(column(page, "Prospecting"), "Drag me").hover({ position: { x: 60, y: 20 } });
  await page.mouse.down();
  const goal = await column(page, "Engaging").boundingBox();
  if (!goal) throw new Error("the board is not there");
  await page.mouse.move(goal.x + 20, goal.y + 120, { steps: 4 });
  await page.mouse.move(goal.x + goal.width / 2, goal.y + 120, { steps: 12 });
  await page.mouse.up();
  await expect(card(column(page, "Engaging"), "Drag me")).toBeVisible();
  await expect(card(column(page, "Prospecting"), "Drag me")).toHaveCount(0);
  const stage = stageOf(company, made.id);
  await expect.poll(stage).toBe("engaging");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(card(column(page, "Prospecting"), "Drag me")).toBeVisible();
  await expect.poll(stage).toBe("prospecting");
});

test("a card is carried by the keyboard, and every step is spoken", async ({ open, company }) => {
  await company.people.rep.api.create("opportunity", { name: "键盘商机", stage: "prospecting" });
  const page = await open("rep", "/o/opportunity?kind=board&q=键盘", { language: "zh" });
  const held = card(column(page, "初步接洽"), "键盘商机");
  await held.focus();
  await page.keyboard.press("Space");
  await expect(page.getByText("已拿起“键盘商机”，当前在初步接洽。")).toBeAttached();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText("需求确认，第 2 列，共 7 列。")).toBeAttached();
  await page.keyboard.press("Escape");
  await expect(card(column(page, "初步接洽"), "键盘商机")).toBeVisible();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(card(column(page, "需求确认"), "键盘商机")).toBeVisible();
});

test("a stage that needs an amount asks for it, and nothing moves without", async ({ open, company }) => {
  const made = await company.people.rep.api.create("opportunity", { name: "Needs amount", stage: "engaging" });
  const page = await open("rep", "/o/opportunity?kind=board&q=Needs");
  const held = card(column(page, "Engaging"), "Needs amount");
  const lift = async () => {
    await held.focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
  };
  await lift();
  const dialog = page.getByRole("dialog", { name: "Move to Proposal" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(held).toBeVisible();
  await lift();
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await expect(dialog.getByText("This is required")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Amount" }).fill("7500");
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await expect(card(column(page, "Proposal"), "Needs amount")).toBeVisible();
  // The board shows the move before the server has taken it.
  await expect.poll(stageOf(company, made.id)).toBe("proposal");
});
