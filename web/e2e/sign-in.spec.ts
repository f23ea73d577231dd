/** Set-up, sign-in and out, sessions, invitations, language and theme. */
import { COMPANY, PASSWORD, PEOPLE } from "./support/company.ts";
import { expect, test } from "./support/test.ts";

test("a wrong password is refused beside the field, the right one leads to where one wanted to go", async ({ stranger }) => {
  const page = await stranger("/o/account", { language: "zh" });
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByText("请填写邮箱")).toBeVisible();
  await page.getByRole("textbox", { name: "工作邮箱" }).fill(PEOPLE.rep.email);
  await page.getByRole("textbox", { name: "密码" }).fill("not the password at all");
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByText("邮箱或密码不正确。")).toBeVisible();
  await page.getByRole("textbox", { name: "密码" }).fill(PASSWORD);
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page).toHaveURL(/\/o\/account/);
  await expect(page.getByRole("grid")).toBeVisible();
});
