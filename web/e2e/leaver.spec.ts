/** People who leave and who move, and what is left over. Everybody here is of one test alone. */
import type { Locator, Page } from "@playwright/test";
import { Api } from "./support/api.ts";
import { type Newcomer, PASSWORD, PEOPLE, setUpInBrowser } from "./support/company.ts";
import { enter, signedIn, whoIs } from "./support/door.ts";
import { choose, tick } from "./support/list.ts";
import { tooOld } from "./support/proof.ts";
import { startServer } from "./support/server.ts";
import { expect, test } from "./support/test.ts";

interface Leaver {
  done: boolean;
  successor: { id: string } | null;
  items: { text: string | null; done_at: string | null; done_by: { id: string } | null }[];
  handover: { done: boolean; moved: Record<string, number> } | null;
}

const NOT_RIGHT = /^(邮箱或密码不正确。|The email or the password is not right\.)$/;

const user = (who: { id: string }) => `/settings/users?user=${who.id}`;

async function pick(page: Page, dialog: Locator, label: string, who: Newcomer): Promise<void> {
  await dialog.getByRole("combobox", { name: label }).fill(who.name);
  await page.getByRole("option", { name: new RegExp(who.name) }).click();
}

test("somebody who leaves is out at once, their records go to the successor, and the list is worked through", async ({ someone, stranger }) => {
  const boss = await someone({ language: "en", roles: ["administrator"], name: "Ida Boss" });
  const gone = await someone({ language: "en", team: "north", name: "Leo Leaver" });
  const heir = await someone({ language: "en", team: "north", name: "Hana Heir" });
  const account = await gone.api.create("account", { name: "Leo's account" });
  await gone.api.create("contact", { name: "Leo's contact", account: account.id, mobile: "+14155550142" });
  await gone.api.create("opportunity", { name: "Leo's deal", account: account.id, stage: "prospecting" });
  const about = { id: account.id, object: "account" };
  await Promise.all([1, 2, 3].map((n) => gone.api.create("task", { subject: `Leo's task ${n}`, about })));
  const theirs = await signedIn(stranger, gone, "/o/account?q=Leo");
  await expect(theirs.getByRole("grid")).toContainText("Leo's account");

  const page = await signedIn(stranger, boss, user(gone));
  await page.getByRole("dialog", { name: gone.name }).getByRole("button", { name: "Leaving…" }).click();
  const dialog = page.getByRole("dialog", { name: `Offboard ${gone.name}` });
  await expect(dialog.getByText("signed out everywhere", { exact: false })).toBeVisible();
  await pick(page, dialog, "Successor", heir);
  await dialog.getByRole("textbox", { name: "Note" }).fill("Last day was Friday");
  await dialog.getByRole("textbox", { name: "Further things to hand in" }).fill("Car keys");
  await dialog.getByRole("textbox", { name: "Further things to hand in" }).press("Enter");
  await dialog.getByRole("button", { name: "Go on" }).click();
  const sure = page.getByRole("alertdialog", { name: `Offboard ${gone.name} now?` });
  await expect(sure.getByText(`All their records go to ${heir.name}.`, { exact: false })).toBeVisible();
  // Nothing has happened yet, and one can go back.
  await sure.getByRole("button", { name: "Back" }).click();
  await expect(dialog.getByRole("combobox", { name: "Successor" })).toHaveValue(heir.name);
  expect(await gone.api.refused("GET", "/me")).toBeNull();
  await dialog.getByRole("button", { name: "Go on" }).click();
  await sure.getByRole("button", { name: "Offboard" }).click();
  await expect(page.getByText(`${gone.name} has left`)).toBeVisible();

  // Out, from the next thing they do; and not in again.
  await theirs.getByRole("grid").getByText("Leo's account").click();
  await expect(theirs).toHaveURL(/\/sign-in/);
  await enter(theirs, gone.email, gone.password);
  await expect(theirs.getByText(NOT_RIGHT)).toBeVisible();
  expect(await whoIs(theirs)).toBeNull();

  await expect(page.getByText(`Handed over to ${heir.name}`)).toBeVisible();
  await expect(page.getByText("Last day was Friday")).toBeVisible();
  await expect(page.getByRole("main").getByText("Tasks").first()).toBeVisible();
  const path = `/users/${gone.id}/leave`;
  expect((await boss.api.get<Leaver>(path)).handover?.moved).toEqual({ account: 1, contact: 1, opportunity: 1, task: 3 });
  const heirs = await signedIn(stranger, heir, "/o/task?q=Leo");
  await expect(heirs.getByRole("grid")).toContainText("Leo's task 3");

  await page.getByRole("button", { name: "Look now" }).click();
  await expect(page.getByText(`Nothing of ${gone.name} is left`)).toBeVisible();

  await page.getByRole("button", { name: "Add an item" }).click();
  await expect(page.getByText("Say what is to be handed in")).toBeVisible();
  await page.getByRole("textbox", { name: "Add an item" }).fill("Door card");
  await page.getByRole("button", { name: "Add an item" }).click();
  for (const item of [/^Laptop/, /^The work phone/, /^The mailbox/, /^Car keys/, /^Door card/]) await tick(page.getByRole("checkbox", { name: item }));
  await expect(page.getByText("Done", { exact: true })).toBeVisible();
  await expect(page.getByText(new RegExp(`^${boss.name}, `))).toHaveCount(5);
  await expect.poll(async () => (await boss.api.get<Leaver>(path)).done).toBe(true);
  expect((await boss.api.get<Leaver>(path)).items.map(({ done_by }) => done_by?.id)).toEqual(Array(5).fill(boss.id));
  // A tick is taken back, and so is the end of it.
  await page.getByText("Car keys").click();
  await expect(page.getByText(/h(ou)?rs? left$/)).toBeVisible();
  await tick(page.getByRole("checkbox", { name: /^Car keys/ }));
  await expect(page.getByText("Done", { exact: true })).toBeVisible();

  await page.getByRole("link", { name: "Leavers" }).first().click();
  await page.getByText("All", { exact: true }).click();
  await expect(page.getByRole("main").getByRole("link", { name: new RegExp(gone.name) })).toContainText("5 of 5 done");
  await page.goto(user(gone));
  await page.getByRole("link", { name: "See the handover" }).click();
  await expect(page.getByText("Last day was Friday")).toBeVisible();
});

test("nobody lets themselves go, and a successor is somebody else who can sign in", async ({ someone, stranger, company }) => {
  const boss = await someone({ language: "zh", roles: ["administrator"], name: "管理员甲" });
  const gone = await someone({ language: "zh", name: "要走的人" });
  const heir = await someone({ language: "zh", name: "接替不了的人" });
  const page = await signedIn(stranger, boss, user(boss), true);
  const own = page.getByRole("dialog", { name: boss.name });
  await expect(own.getByText("不能给自己办理离职", { exact: false })).toBeVisible();
  await expect(own.getByRole("button", { name: "离职…" })).toBeDisabled();
  expect(await boss.api.refused("POST", `/users/${boss.id}/leave`, {})).toBe("403 self_change");

  await page.goto(user(gone));
  await page.getByRole("dialog", { name: gone.name }).getByRole("button", { name: "离职…" }).click();
  const dialog = page.getByRole("dialog", { name: `为 ${gone.name} 办理离职` });
  await pick(page, dialog, "接替人", gone);
  await expect(dialog.getByText("接替人不能是本人")).toBeVisible();
  await dialog.getByRole("button", { name: "下一步" }).click();
  await expect(dialog.getByText("接替人不能是本人")).toBeVisible();
  await pick(page, dialog, "接替人", heir);
  await dialog.getByRole("button", { name: "下一步" }).click();
  // Disabled while the question stands.
  const { version } = await boss.api.get<{ version: number }>(`/users/${heir.id}`);
  await boss.api.send("PATCH", `/users/${heir.id}`, { active: false, version });
  await page.getByRole("alertdialog").getByRole("button", { name: "办理离职" }).click();
  await expect(dialog.getByText("这个人现在不能接替", { exact: false })).toBeVisible();
  expect(await gone.api.refused("GET", "/me")).toBeNull();
  await dialog.getByRole("button", { name: "取消" }).click();
  await expect(dialog).toHaveCount(0);
  expect(await company.people.admin.api.refused("GET", `/users/${gone.id}/leave`)).toBe("404 not_found");
});

test("without the proof that is asked for, nothing happens", async ({ someone, stranger }) => {
  const boss = await someone({ language: "en", roles: ["administrator"], name: "Bea Boss" });
  const stays = await someone({ language: "en", name: "Stan Stays" });
  const page = await signedIn(stranger, boss, user(stays));
  const seen = await tooOld(page, "/users/*/leave", "POST");
  await page.getByRole("button", { name: "Leaving…" }).click();
  await page.getByRole("dialog", { name: `Offboard ${stays.name}` }).getByRole("button", { name: "Go on" }).click();
  const sure = page.getByRole("alertdialog");
  await sure.getByRole("button", { name: "Offboard" }).click();
  const proof = page.getByRole("dialog", { name: "Please confirm that it is you" });
  await expect(proof.getByRole("textbox", { name: "Current password" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sure.getByRole("alert")).toBeVisible();
  expect(seen.calls).toHaveLength(1);
  expect(await stays.api.refused("GET", "/me")).toBeNull();
  expect(await boss.api.get<{ state: string }>(`/users/${stays.id}`)).toMatchObject({ state: "active" });
  // Asked for once more, and answered.
  seen.calls.length = 0;
  await sure.getByRole("button", { name: "Offboard" }).click();
  await proof.getByRole("textbox", { name: "Current password" }).fill(boss.password);
  await page.keyboard.press("Enter");
  await expect(page.getByText(`${stays.name} has left`)).toBeVisible();
  expect(await stays.api.refused("GET", "/me")).toBe("401 unauthenticated");
});

test("the last administrator can't be let go", async ({ browser }) => {
  const server = await startServer();
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "zh-CN", baseURL: server.url });
  const page = await context.newPage();
  await setUpInBrowser(page, server.setUpLink);
  const admin = await Api.open(server.url);
  await admin.signIn(PEOPLE.admin.email, PASSWORD);
  // Somebody with the same rights by a role of another name.
  const role = await admin.get<Record<string, unknown>>("/roles/administrator");
  const { system, objects, default: rest } = role;
  await admin.post("/roles", { key: "deputy", label: { zh: "副管理员", en: "Deputy" }, system, objects, default: rest });
  const made = await admin.post<{ user: { id: string }; invitation_url: string }>("/users", { email: "deputy@example.com", name: "副手", roles: ["deputy", "security_officer"], language: "zh" });
  const deputy = await Api.open(server.url);
  await deputy.post(`/invitations/${made.invitation_url.split("/").at(-1) ?? ""}`, { name: "副手", password: PASSWORD, language: "zh" });
  const me = await admin.get<{ user: { id: string } }>("/me");
  await context.clearCookies();
  await page.goto(user(me.user));
  await enter(page, "deputy@example.com", PASSWORD);
  await page.getByRole("button", { name: "离职…" }).click();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "办理离职" }).click();
  await expect(page.getByRole("alertdialog").getByText("至少要保留一位可用的管理员。")).toBeVisible();
  expect(await admin.refused("GET", "/me")).toBeNull();
  await Promise.all([admin.close(), deputy.close()]);
  await context.close();
  await server.close();
});

test("whoever does not manage users sees none of it", async ({ open, company }) => {
  const page = await open("rep", "/settings/leavers");
  for (const path of ["/settings/leavers", `/settings/leavers?user=${company.people.otherRep.id}`, "/settings/orphans"]) {
    await page.goto(path);
    await expect(page.getByText("You are not allowed to do this.").first()).toBeVisible();
    await expect(page.getByRole("navigation", { name: "People" })).toHaveCount(0);
  }
  const { api } = company.people.rep;
  expect(await api.refused("POST", `/users/${company.people.otherRep.id}/leave`, {})).toBe("403 forbidden");
  expect(await api.refused("GET", "/orphans?now=true")).toBe("403 forbidden");
});

test("who comes into a team is confirmed by its manager, and not by who moved them", async ({ someone, stranger, open, company }) => {
  const boss = await someone({ language: "zh", roles: ["administrator"], name: "管理员乙" });
  const mover = await someone({ language: "zh", roles: ["service_agent"], team: "south", name: "调岗的人" });
  const page = await signedIn(stranger, boss, user(mover));
  const drawer = page.getByRole("dialog", { name: mover.name });
  await choose(page, drawer.getByRole("button", { name: /团队/ }), "华北 North");
  await drawer.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText(`已保存 ${mover.name}`)).toBeVisible();

  await page.getByRole("navigation", { name: "人员" }).getByRole("link", { name: "权限复核" }).click();
  const card = page.getByRole("article", { name: mover.name });
  await expect(card).toContainText("华南 South");
  await expect(card).toContainText("华北 North");
  await expect(card).toContainText("这是你做的变更");
  await expect(card.getByRole("button", { name: /^确认权限/ })).toHaveCount(0);
  const waiting = async () => (await boss.api.get<{ items: { id: string; user: { id: string } }[] }>("/rights-reviews")).items.find((review) => review.user.id === mover.id);
  const review = await waiting();
  expect(review).toBeDefined();
  expect(await boss.api.refused("POST", `/rights-reviews/${review?.id}/confirm`, {})).toBe("403 self_change");
  // Absent and hidden are the same, to a colleague and to whom it is about.
  for (const { api } of [company.people.rep, mover]) expect(await api.refused("POST", `/rights-reviews/${review?.id}/confirm`, {})).toBe("404 not_found");
  const nobody = await open("rep", "/settings/rights-reviews");
  await expect(nobody.getByText("Nothing waits for you")).toBeVisible();

  const lead = await open("lead", "/security", { phone: true });
  await expect(lead.getByText(/wait for you to confirm/)).toBeVisible();
  await lead.getByRole("link", { name: "Review", exact: true }).click();
  await expect(lead.getByRole("navigation", { name: "People" })).toHaveCount(0);
  const theirs = lead.getByRole("article", { name: mover.name });
  await expect(theirs.getByRole("link", { name: "Change them" })).toHaveCount(0);
  await theirs.getByRole("button", { name: /^Confirm/ }).click();
  await lead.getByRole("alertdialog").getByRole("button", { name: "They are right" }).click();
  await expect(lead.getByText(`The rights of ${mover.name} are confirmed`)).toBeVisible();
  await expect(theirs).toHaveCount(0);
  expect(await waiting()).toBeUndefined();
});

test("what a disabled account still owns is found, and handed on", async ({ someone, stranger }) => {
  const boss = await someone({ language: "en", roles: ["administrator"], name: "Orla Boss" });
  const idle = await someone({ language: "en", name: "Dan Disabled" });
  const heir = await someone({ language: "en", name: "Nora Next" });
  await idle.api.create("account", { name: "Dan's first" });
  await idle.api.create("account", { name: "Dan's second" });
  const { version } = await boss.api.get<{ version: number }>(`/users/${idle.id}`);
  await boss.api.send("PATCH", `/users/${idle.id}`, { active: false, version });

  const page = await signedIn(stranger, boss, "/settings/orphans");
  await page.getByRole("button", { name: "Look again now" }).click();
  const theirs = page.getByRole("region", { name: idle.name });
  await expect(theirs).toContainText("Accounts2");
  await theirs.getByRole("button", { name: /^Hand on/ }).click();
  const dialog = page.getByRole("dialog", { name: `Hand on the work of ${idle.name}` });
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect(dialog.getByText("Choose a successor")).toBeVisible();
  await pick(page, dialog, "Successor", heir);
  await dialog.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Hand on" }).click();
  await expect(page.getByText(`Handed over to ${heir.name}`)).toBeVisible();
  await expect.poll(async () => (await heir.api.find("account", { and: [{ field: "name", op: "contains", value: "Dan's" }] })).length).toBe(2);
  await page.goto("/settings/orphans");
  await page.getByRole("button", { name: "Look again now" }).click();
  await expect(page.getByText("Looked again")).toBeVisible();
  await expect(theirs).toHaveCount(0);
});

test("a successor is chosen later, and gets teams and shared views too", async ({ someone, stranger, company }) => {
  const boss = await someone({ language: "zh", roles: ["administrator"], name: "管理员丙" });
  const gone = await someone({ language: "zh", roles: ["sales_manager"], name: "先走的经理" });
  const heir = await someone({ language: "zh", roles: ["sales_manager"], name: "后来的经理" });
  await gone.api.create("account", { name: "经理的客户" });
  await gone.api.send("POST", "/views?object=visit", { name: "经理的视图", kind: "list", shared: true });
  const team = await company.people.admin.api.post<{ id: string }>("/teams", { name: "华西 West", manager: gone.id });
  await boss.api.post(`/users/${gone.id}/leave`, { items: ["门禁卡已收回"] });

  const page = await signedIn(stranger, boss, "/settings/leavers", true);
  await page.getByRole("main").getByRole("link", { name: new RegExp(gone.name) }).click();
  await page.getByRole("button", { name: "现在查一遍" }).click();
  await expect(page.getByText(`还有 3 项在 ${gone.name} 名下`)).toBeVisible();
  await expect(page.getByText(/共享视图 1 · 团队“华西 West”$/)).toBeVisible();
  await page.getByRole("button", { name: "选择接替人…" }).click();
  const dialog = page.getByRole("dialog", { name: `把 ${gone.name} 的工作交给别人` });
  await expect(dialog.getByRole("textbox", { name: /说明/ })).toHaveCount(0);
  await pick(page, dialog, "接替人", heir);
  await dialog.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "转给接替人" }).click();
  await expect(page.getByText(`已转给 ${heir.name}`)).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "门禁卡已收回" })).toBeVisible();
  await page.getByRole("button", { name: "现在查一遍" }).click();
  await expect(page.getByText(`${gone.name} 名下什么也没有了`)).toBeVisible();
  const { items } = await boss.api.get<{ items: { id: string; manager: { id: string } | null }[] }>("/teams");
  expect(items.find(({ id }) => id === team.id)?.manager?.id).toBe(heir.id);
  // So that other tests find the teams they know.
  await company.people.admin.api.send("DELETE", `/teams/${team.id}`);
});

test("whom somebody else has let go meanwhile does not leave twice", async ({ someone, stranger, company }) => {
  const gone = await someone({ language: "en", name: "Theo Twice" });
  const boss = await someone({ language: "en", roles: ["administrator"] });
  const page = await signedIn(stranger, boss, user(gone));
  await page.getByRole("dialog", { name: gone.name }).getByRole("button", { name: "Leaving…" }).click();
  await page.getByRole("dialog", { name: `Offboard ${gone.name}` }).getByRole("button", { name: "Go on" }).click();
  await company.people.admin.api.post(`/users/${gone.id}/leave`, {});
  const sure = page.getByRole("alertdialog", { name: `Offboard ${gone.name} now?` });
  await sure.getByRole("button", { name: "Offboard" }).click();
  await expect(sure.getByText("This person has left already.")).toBeVisible();
});
