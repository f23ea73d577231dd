/** The rules about unusual sign-ins, changed on their page and met at the door. They are put back. */
import type { Api } from "./support/api.ts";
import { enter, isIn, whoIs, words } from "./support/door.ts";
import { expect, test } from "./support/test.ts";

interface Rules {
  risk: { notify_at: number; step_up_at: number; block_at: number | null };
  help_desk: { code_required: boolean };
  leavers: { due_hours: number; items: string[] };
  movers: { due_days: number };
}

async function puttingBack(api: Api, run: (rules: Rules) => Promise<void>): Promise<void> {
  const before = await api.get<Rules>("/security/people");
  try {
    await run(before);
  } finally {
    await api.send("PUT", "/security/people", before);
  }
}

test("a new browser has to prove one more step once the rule says so, and is refused by a stricter one", async ({ open, someone, stranger, company }) => {
  const { api } = company.people.admin;
  await puttingBack(api, async () => {
    const who = await someone({ language: "en" });
    // Before: told of it, and in.
    const first = await stranger("/sign-in", { language: "en" });
    await enter(first, who.email, who.password);
    await isIn(first);

    const admin = await open("admin", "/security/risk", { language: "en" });
    await expect(admin.getByRole("link", { name: "Unusual sign-ins" })).toHaveAttribute("aria-current", "page");
    const example = admin.getByRole("listitem").filter({ hasText: "Another browser in the office" });
    await expect(example).toContainText("Person is told");
    await admin.getByRole("textbox", { name: "Ask for one more step from" }).fill("20");
    await expect(example).toContainText("One more step");
    await admin.getByRole("button", { name: "Save", exact: true }).click();
    await expect(admin.getByText("Saved", { exact: true })).toBeVisible();
    await expect.poll(async () => (await api.get<Rules>("/security/people")).risk.step_up_at).toBe(20);

    const second = await stranger("/sign-in", { language: "en", phone: true });
    await enter(second, who.email, who.password);
    await second.getByRole("button", { name: "Send a code" }).click();
    expect(await whoIs(second)).toBeNull();
    await second.getByRole("textbox", { name: words.code }).fill((await company.post.letter(who.email, /\b(\d{6})\b/)).found);
    await isIn(second);
    expect(await whoIs(second)).toBe(who.email);

    await admin.getByRole("textbox", { name: "Refuse from" }).fill("20");
    await expect(example).toContainText("Refused");
    await admin.getByRole("button", { name: "Save", exact: true }).click();
    await expect.poll(async () => (await api.get<Rules>("/security/people")).risk.block_at).toBe(20);
    const third = await stranger("/sign-in", { language: "en" });
    await enter(third, who.email, who.password);
    await expect(third.getByRole("alert").first()).toBeVisible();
    expect(await whoIs(third)).toBeNull();
    // The known browser is not unusual.
    expect(await whoIs(first)).toBe(who.email);
  });
});

test("what can't be is said beside its field, by the page and by the server", async ({ open, company }) => {
  const { api } = company.people.admin;
  await puttingBack(api, async (before) => {
    const page = await open("admin", "/security/risk", { phone: true });
    const save = page.getByRole("button", { name: "保存", exact: true });
    const notify = page.getByRole("textbox", { name: "从多少分起通知本人" });
    const confirm = page.getByRole("textbox", { name: "从多少分起要求再验证" });
    const block = page.getByRole("textbox", { name: "从多少分起拒绝登录" });
    await notify.fill("很多");
    await expect(notify).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByText("请填写 0 到 300 的整数")).toBeVisible();
    await expect(save).toBeDisabled();
    await notify.fill("60");
    await expect(page.getByText("不能小于通知的分数")).toBeVisible();
    await confirm.fill("301");
    await expect(page.getByText("请填写 0 到 300 的整数")).toBeVisible();
    await confirm.fill("70");
    await block.fill("69");
    await expect(page.getByText("不能小于再验证的分数")).toBeVisible();
    await block.fill("");
    const due = page.getByRole("textbox", { name: "离职清单几小时内完成" });
    await due.fill("0");
    await expect(page.getByText("请填写 1 到 2,160 的整数")).toBeVisible();
    await due.fill("48");
    await page.getByText("只允许名单里的国家和地区").click();
    await expect(page.getByText("至少选一个国家或地区", { exact: false })).toBeVisible();
    await expect(save).toBeDisabled();
    await page.getByText("只允许名单里的国家和地区").click();
    const items = page.getByRole("textbox", { name: "每份离职清单都要有的事项" });
    await items.fill("交还门禁卡，以及车钥匙");
    await items.press("Enter");
    await page.getByText("重置别人的验证方式前", { exact: false }).click();
    // Nothing of it was sent so far.
    expect(await api.get<Rules>("/security/people")).toEqual(before);
    await save.click();
    await expect(page.getByText("已保存", { exact: true })).toBeVisible();
    await expect
      .poll(async () => api.get<Rules>("/security/people"))
      .toMatchObject({ risk: { notify_at: 60, step_up_at: 70, block_at: null, countries: null }, help_desk: { code_required: false }, leavers: { due_hours: 48, items: ["交还门禁卡，以及车钥匙"] } });

    // Without a database of places none of the reader's sign-ins has one.
    await expect(page.getByText("这些规则需要地理位置数据库")).toBeVisible();
    const put = (risk: object) => api.refused("PUT", "/security/people", { ...before, risk: { ...before.risk, ...risk } });
    expect(await put({ step_up_at: 301 })).toBe("422 validation_failed");
    expect(await put({ notify_at: 61, step_up_at: 60 })).toBe("422 validation_failed");
    // What only the server finds stands beside its field, too.
    await page.route("**/api/v1/security/people", (route) =>
      route.request().method() === "PUT"
        ? route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify({ title: "有内容不正确。", status: 422, code: "validation_failed", fields: [{ field: "risk.countries", code: "invalid_option", message: "不能选这个。" }] }) })
        : route.fallback(),
    );
    await page.getByText("只允许名单里的国家和地区").click();
    await page.getByRole("button", { name: /国家和地区$/ }).click();
    await page.getByRole("searchbox").fill("新加坡");
    await page.getByRole("option", { name: /新加坡/ }).click();
    // The first empties the search, the second closes the list.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await save.click();
    await expect(page.getByText("名单里要有你现在所在的地方", { exact: false })).toBeVisible();
    await page.unroute("**/api/v1/security/people");
  });
});

test("whoever does not look after security sees none of it", async ({ open, company }) => {
  for (const who of ["rep", "keeper"] as const) {
    const page = await open(who, "/security/risk");
    await expect(page.getByText("You are not allowed to do this.").first()).toBeVisible();
    expect(await company.people[who].api.refused("GET", "/security/people")).toBe("403 forbidden");
  }
});
