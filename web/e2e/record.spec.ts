/** The page of one record: fields, timeline, related lists, files, refusals. */
import type { Rec } from "./support/api.ts";
import { choose, tick } from "./support/list.ts";
import { expect, test } from "./support/test.ts";

test("a field is edited in place; what the server refuses is said beside it", async ({ open, company }) => {
  const made = await company.people.rep.api.create("account", { name: "Inline Ltd", website: "https://inline.example" });
  const page = await open("rep", `/o/account/${made.id}`);
  await page.getByRole("button", { name: "Edit Email" }).click();
  await page.getByRole("textbox", { name: "Email" }).fill("nonsense");
  await page.getByRole("textbox", { name: "Email" }).press("Enter");
  await expect(page.getByRole("alert").first()).toBeVisible();
  await page.getByRole("textbox", { name: "Email" }).fill("desk@inline.example");
  await page.getByRole("textbox", { name: "Email" }).press("Enter");
  // The timeline tells of the change as well, sooner or later.
  await expect(page.getByRole("definition").getByText("desk@inline.example")).toBeVisible();
  await page.getByRole("button", { name: "Edit Short name" }).click();
  await page.getByRole("textbox", { name: "Short name" }).fill("dropped");
  await page.getByRole("textbox", { name: "Short name" }).press("Escape");
  await expect(page.getByRole("button", { name: "Edit Short name" })).toBeVisible();
  await expect(page.getByText("dropped")).toHaveCount(0);

  const timeline = page.getByRole("region", { name: "Timeline" });
  await tick(timeline.getByRole("radio", { name: "Changes" }));
  await expect(timeline).toContainText("Email");
});

test("a task and a note are added to the timeline", async ({ open, company }) => {
  const made = await company.people.rep.api.create("account", { name: "动态公司" });
  const page = await open("rep", `/o/account/${made.id}`, { language: "zh" });
  const timeline = page.getByRole("region", { name: "动态" });
  await timeline.getByRole("button", { name: "任务" }).click();
  await timeline.getByRole("button", { name: "保存" }).click();
  await expect(timeline.getByText("这一项必填").first()).toBeVisible();
  await timeline.getByRole("textbox", { name: "主题" }).fill("寄合同");
  await timeline.getByRole("button", { name: "保存" }).click();
  await expect(timeline.getByText("寄合同")).toBeVisible();
  await tick(timeline.getByRole("checkbox", { name: "完成“寄合同”" }));
});

test("half-written words go along to another kind, and are there again after leaving the page", async ({ open, company }) => {
  const made = await company.people.rep.api.create("account", { name: "Half Ltd" });
  const page = await open("rep", `/o/account/${made.id}`);
  const timeline = page.getByRole("region", { name: "Timeline" });
  await timeline.getByRole("button", { name: "Task", exact: true }).click();
  await timeline.getByRole("textbox", { name: "Subject" }).fill("Contract sent");
  await timeline.getByRole("button", { name: "Call", exact: true }).click();
  await expect(timeline.getByRole("textbox", { name: "Subject" })).toHaveValue("Contract sent");
  await timeline.getByRole("textbox", { name: "Subject" }).fill("Contract sent twice");
  await page.getByRole("link", { name: "Contacts", exact: true }).first().click();
  await expect(page.getByRole("grid", { name: "Contacts" })).toBeVisible();
  await page.goBack();
  await expect(timeline.getByText("What you had not saved is back.")).toBeVisible();
  await expect(timeline.getByRole("textbox", { name: "Subject" })).toHaveValue("Contract sent twice");
  await timeline.getByRole("button", { name: "Cancel" }).click();
  await expect(timeline.getByRole("textbox", { name: "Subject" })).toHaveCount(0);
});

test("a related record is added from the record it belongs to", async ({ open, company }) => {
  const made = await company.people.rep.api.create("account", { name: "Relations Ltd" });
  const page = await open("rep", `/o/account/${made.id}`);
  await page.getByRole("button", { name: "New Contact" }).click();
  const form = page.getByRole("dialog", { name: "New Contact" });
  await expect(form.getByRole("combobox", { name: "Account" })).toHaveValue("Relations Ltd");
  await form.getByRole("textbox", { name: "Name", exact: true }).fill("Tom Relation");
  await form.getByRole("textbox", { name: "Mobile" }).fill("12");
  await form.getByRole("button", { name: /^Save/ }).click();
  await expect(form.getByRole("alert").first()).toBeVisible();
  await form.getByRole("textbox", { name: "Mobile" }).fill("+14155550199");
  await form.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByRole("link", { name: "Tom Relation" })).toBeVisible();
});

test("a file is attached and comes back as it was", async ({ open, company }) => {
  const made = await company.people.rep.api.create("account", { name: "Files Ltd" });
  const page = await open("rep", `/o/account/${made.id}`);
  await page.getByRole("button", { name: "Edit Files" }).click();
  const words = "合同 contract\n";
  await page.locator("main input[type=file]").setInputFiles({ name: "合同.txt", mimeType: "text/plain", buffer: Buffer.from(words) });
  await expect(page.getByRole("button", { name: "Remove 合同.txt" })).toBeVisible();
  await page.getByRole("main").getByRole("button", { name: "Save", exact: true }).click();
  // Until it is kept, the field stays open.
  await expect(page.getByRole("button", { name: "Edit Files" })).toBeVisible();
  await page.reload();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download 合同.txt" }).click()]);
  expect(download.suggestedFilename()).toBe("合同.txt");
  const stream = await download.createReadStream();
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  expect(Buffer.concat(parts).toString()).toBe(words);
});

test("an upload that fails says why and is tried again, one under way can be stopped", async ({ open, company }) => {
  const made = await company.people.rep.api.create("account", { name: "Uploads Ltd" });
  const page = await open("rep", `/o/account/${made.id}`);
  const uploads = "**/api/v1/files?*";
  const choose = (name: string) => page.locator("main input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from("words") });
  await page.getByRole("button", { name: "Edit Files" }).click();
  await page.route(uploads, (route) => route.fulfill({ status: 413, contentType: "application/problem+json", body: JSON.stringify({ status: 413, code: "too_large", title: "The server is full" }) }), { times: 1 });
  await choose("first.txt");
  await expect(page.getByRole("listitem").filter({ hasText: "first.txt" }).getByRole("alert")).toBeVisible();
  await page.getByRole("button", { name: "Try again first.txt" }).click();
  await expect(page.getByRole("button", { name: "Remove first.txt" })).toBeVisible();

  await page.route(uploads, () => undefined, { times: 1 });
  await choose("second.txt");
  await expect(page.getByRole("progressbar", { name: "second.txt" })).toBeVisible();
  await page.getByRole("button", { name: "Stop uploading second.txt" }).click();
  await expect(page.getByText("second.txt")).toHaveCount(0);
  await page.getByRole("main").getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("button", { name: "Edit Files" })).toBeVisible();
  const { values } = await company.people.rep.api.get<Rec>(`/records/account/${made.id}`);
  expect(values["files"]).toMatchObject([{ name: "first.txt" }]);
});

test("leaving a form that was typed in asks, and keeps a draft", async ({ open, company }) => {
  const made = await company.people.rep.api.create("account", { name: "Draft Ltd" });
  const page = await open("rep", `/o/account/${made.id}`);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const form = page.getByRole("dialog", { name: "Edit Draft Ltd" });
  await form.getByRole("textbox", { name: "Short name" }).fill("half typed");
  await form.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Keep draft" }).click();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(form.getByText("What you had not saved is back.")).toBeVisible();
  await expect(form.getByRole("textbox", { name: "Short name" })).toHaveValue("half typed");
});

test("a representative does not see the deals of others", async ({ open, company }) => {
  const page = await open("rep", "/o/opportunity");
  await expect(page.getByRole("grid").getByText("云岭平台建设").first()).toBeVisible();
  await expect(page.getByText("鼎川二期")).toHaveCount(0);
  await page.goto(`/o/opportunity/${company.records.deals[3]?.id}`);
  await expect(page.getByText("This Opportunity is not here")).toBeVisible();
});

test("an auditor sees phones masked and changes nothing", async ({ open, company }) => {
  const page = await open("auditor", "/o/account?q=云岭");
  await expect(page.getByRole("grid").getByText("云岭半导体").first()).toBeVisible();
  await page.goto(`/o/account/${company.records.accounts[0]?.id}`);
  await expect(page.getByRole("definition").getByText("138****8000")).toBeVisible();
  await expect(page.getByRole("button", { name: /^按你的角色，这一项只显示部分内容/ }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "编辑", exact: true })).toBeDisabled();
  await expect(page.getByRole("button", { name: /^编辑/ }).and(page.locator(":enabled"))).toHaveCount(0);
  await page.goto("/o/account");
  await expect(page.getByRole("button", { name: "新建客户" })).toHaveCount(0);
  expect(await page.content()).not.toContain("13800138000");
});

test("a choice is taken from its list and kept at once", async ({ open, company }) => {
  const made = await company.people.rep.api.create("opportunity", { name: "Choice deal", stage: "prospecting" });
  const page = await open("rep", `/o/opportunity/${made.id}`);
  await page.getByRole("button", { name: "Edit Forecast category" }).click();
  await page.getByRole("option", { name: "Commit" }).click();
  await expect(page.getByText("Commit").first()).toBeVisible();
  await expect.poll(async () => (await company.people.rep.api.get<Rec>(`/records/opportunity/${made.id}`)).values["forecast_category"]).toBe("commit");
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const form = page.getByRole("dialog", { name: "Edit Choice deal" });
  await choose(page, form.getByRole("button", { name: /^Type|Type$/ }).first(), "Renewal");
  await form.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("Renewal").first()).toBeVisible();
});
