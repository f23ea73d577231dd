/** Users, teams, roles. */
import { expect, test } from "./support/test.ts";

test("a user is invited with a link to hand on, and disabled again", async ({ open }) => {
  const page = await open("admin", "/settings/users");
  await page.getByRole("button", { name: "邀请用户" }).click();
  const dialog = page.getByRole("dialog", { name: "邀请用户" });
  await dialog.getByRole("button", { name: "生成邀请链接" }).click();
  await expect(dialog.getByText("请填写姓名")).toBeVisible();
  await dialog.getByRole("textbox", { name: "姓名" }).fill("顾言");
  await dialog.getByRole("textbox", { name: "邮箱" }).fill("reed@example.com");
  await dialog.getByRole("button", { name: "生成邀请链接" }).click();
  await expect(dialog.getByRole("alert").first()).toBeVisible();
  await dialog.getByRole("textbox", { name: "邮箱" }).fill("gu@example.com");
  await dialog.getByRole("button", { name: "生成邀请链接" }).click();
  await expect(page.getByRole("dialog", { name: "邀请链接" }).getByRole("textbox", { name: "邀请链接" })).toHaveValue(/\/invitation\/.+/);
  await page.getByRole("dialog", { name: "邀请链接" }).getByRole("button", { name: "完成" }).click();

  // Whom other tests left here may fill the screen.
  await page.getByRole("searchbox", { name: "姓名或邮箱" }).fill("顾言");
  await page.getByRole("grid").getByText("顾言").click();
  const drawer = page.getByRole("dialog", { name: "顾言" });
  await drawer.getByRole("button", { name: "停用" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "停用" }).click();
  await expect(page.getByText("已停用 顾言")).toBeVisible();
});

test("an event of the log opens by a press anywhere and by the keyboard, and a number is not taken for an ID", async ({ open }) => {
  const page = await open("admin", "/settings/audit");
  const drawer = page.getByRole("complementary", { name: /·/ });
  await page.getByRole("row").nth(2).getByRole("gridcell").nth(4).click();
  await expect(drawer).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(drawer).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "记录 ID" }).fill("ACC-000087");
  await page.getByRole("textbox", { name: "记录 ID" }).press("Enter");
  await expect(page.getByText("这不是记录 ID")).toBeVisible();
  await expect(page.getByRole("row").nth(2)).toBeVisible();
});

test("a team is added below another, and one with people is not deleted", async ({ open }) => {
  const page = await open("keeper", "/settings/teams");
  await page.getByRole("button", { name: "New team", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "New team" });
  await dialog.getByRole("textbox", { name: "Team name" }).fill("West");
  await dialog.getByRole("button", { name: "New", exact: true }).click();
  await expect(page.getByRole("treegrid").getByText("West")).toBeVisible();
  await page.getByRole("treegrid").getByText("华北 North").click();
  await expect(page.getByRole("button", { name: "Delete the team" })).toBeDisabled();
  await page.getByRole("treegrid").getByText("West").click();
  await page.getByRole("button", { name: "Delete the team" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: /Delete/ }).click();
  await expect(page.getByRole("treegrid").getByText("West")).toHaveCount(0);
});

test("a role is copied, changed after a preview, and a shipped one stays as it is", async ({ open }) => {
  const page = await open("keeper", "/settings/roles/sales_rep");
  await expect(page.getByText("A shipped role does not change")).toBeVisible();
  await page.goto("/settings/roles");
  await page.getByRole("button", { name: "New role" }).click();
  const dialog = page.getByRole("dialog", { name: "New role" });
  await dialog.getByRole("button", { name: "New", exact: true }).click();
  await expect(dialog.getByText("Enter a name").first()).toBeVisible();
  await dialog.getByRole("textbox", { name: "Name (Chinese)" }).fill("大客户经理");
  await dialog.getByRole("textbox", { name: "Name (English)" }).fill("Key accounts");
  await dialog.getByRole("button", { name: "New", exact: true }).click();
  await page.waitForURL(/\/settings\/roles\/.+/);
  await page.getByRole("combobox", { name: "All other objects: View" }).selectOption("team");
  await page.getByRole("button", { name: "Preview and save" }).click();
  await expect(page.getByText("Nobody's rights change by this now.")).toBeVisible();
  await page.getByRole("button", { name: "Save the role" }).click();
  await expect(page.getByText(/Saved the role/)).toBeVisible();
});

test("who asks why gets the answer and the way to it", async ({ open }) => {
  const page = await open("keeper", "/settings/roles?explain=1");
  await page.getByRole("combobox", { name: "Who" }).fill("Ava");
  await page.getByRole("option", { name: /Ava Reed/ }).click();
  await expect(page.getByText("How it was decided")).toBeVisible();
});

test("a representative has no administration, neither in the menu nor by address", async ({ open }) => {
  const page = await open("rep", "/o/account");
  await expect(page.getByRole("link", { name: "Users" })).toHaveCount(0);
  for (const path of ["/settings/users", "/settings/audit"]) {
    await page.goto(path);
    await expect(page.getByText("You are not allowed to do this.").first()).toBeVisible();
  }
});

test("what was typed about a user stays while a colleague changes them, until the newer one is loaded", async ({ open, someone, company }) => {
  const who = await someone({ name: "Vera Version", language: "en" });
  const page = await open("admin", `/settings/users?user=${who.id}`, { language: "en" });
  const drawer = page.getByRole("dialog", { name: who.name });
  const name = drawer.getByRole("textbox", { name: "Name" });
  await name.fill("Vera Typed");
  const { api } = company.people.keeper;
  const { version } = await api.get<{ version: number }>(`/users/${who.id}`);
  await api.send("PATCH", `/users/${who.id}`, { team: company.teams.south, version });
  await drawer.getByRole("button", { name: "Save", exact: true }).click();
  await expect(drawer.getByText("Somebody changed this meanwhile")).toBeVisible();
  await expect(name).toHaveValue("Vera Typed");
  await expect(drawer.getByRole("button", { name: "Save", exact: true })).toBeDisabled();
  await drawer.getByRole("button", { name: "Load the new one" }).click();
  await expect(name).toHaveValue(who.name);
  await expect(drawer.getByRole("button", { name: /华南 South/ })).toBeVisible();
  await name.fill("Vera Again");
  await drawer.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved Vera Again")).toBeVisible();
});

test("another address for somebody is asked about first, with both addresses", async ({ open, someone, company }) => {
  const who = await someone({ name: "Ada Address", language: "en" });
  const page = await open("admin", `/settings/users?user=${who.id}`, { language: "en" });
  const drawer = page.getByRole("dialog", { name: who.name });
  await drawer.getByRole("textbox", { name: "Email" }).fill("reed@example.com");
  await drawer.getByRole("button", { name: "Save", exact: true }).click();
  const sure = page.getByRole("alertdialog", { name: `Change the email of ${who.name}?` });
  await expect(sure.getByText(who.email)).toBeVisible();
  await expect(sure.getByText("reed@example.com")).toBeVisible();
  await sure.getByRole("button", { name: "Change the email" }).click();
  // Somebody else's: said beside the field.
  await expect(sure).toHaveCount(0);
  await expect(drawer.getByRole("textbox", { name: "Email" })).toHaveAttribute("aria-invalid", "true");
  await drawer.getByRole("textbox", { name: "Email" }).fill("ada.new@example.com");
  await drawer.getByRole("button", { name: "Save", exact: true }).click();
  await sure.getByRole("button", { name: "Cancel" }).click();
  expect((await company.people.admin.api.get<{ email: string }>(`/users/${who.id}`)).email).toBe(who.email);
  await drawer.getByRole("button", { name: "Save", exact: true }).click();
  await sure.getByRole("button", { name: "Change the email" }).click();
  await expect(page.getByText(`Saved ${who.name}`)).toBeVisible();
  expect((await company.people.admin.api.get<{ email: string }>(`/users/${who.id}`)).email).toBe("ada.new@example.com");
});
