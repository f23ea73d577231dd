/** A small company with people of several roles and two languages, and something to work with. */
import type { Page } from "@playwright/test";
import { Api, type Rec } from "./api.ts";
import type { Post } from "./post.ts";
import type { Server } from "./server.ts";

export const PASSWORD = "a sentence to remember 客盾";
export const COMPANY = "云岭测试 Yunling";

interface Plan {
  email: string;
  name: string;
  language: "zh" | "en";
  roles: string[];
  team: "north" | "south" | null;
}

/** Chinese and English readers of the same screens, so that a test gets its language from who acts. */
export const PEOPLE = {
  admin: { email: "shen@example.com", name: "沈佳宁", language: "zh", roles: ["administrator"], team: null },
  lead: { email: "voss@example.com", name: "Mara Voss", language: "en", roles: ["sales_manager"], team: "north" },
  rep: { email: "reed@example.com", name: "Ava Reed", language: "en", roles: ["sales_rep"], team: "north" },
  otherRep: { email: "lin@example.com", name: "林晓", language: "zh", roles: ["sales_rep"], team: "south" },
  auditor: { email: "zhao@example.com", name: "赵一鸣", language: "zh", roles: ["auditor"], team: null },
  keeper: { email: "cole@example.com", name: "Nia Cole", language: "en", roles: ["administrator"], team: null },
} satisfies Record<string, Plan>;

export type Who = keyof typeof PEOPLE;

export interface Person extends Plan {
  id: string;
  api: Api;
}

export interface Company {
  url: string;
  /** Where mails and messages end. */
  post: Post;
  people: Record<Who, Person>;
  teams: { north: string; south: string };
  records: { accounts: Rec[]; deals: Rec[]; contacts: Rec[]; products: Rec[] };
  close(): Promise<void>;
}

/** The first page of a new server, filled in as its owner would. */
export async function setUpInBrowser(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole("textbox", { name: "公司名称" }).fill(COMPANY);
  await page.getByRole("textbox", { name: "你的姓名" }).fill(PEOPLE.admin.name);
  await page.getByRole("textbox", { name: "工作邮箱" }).fill(PEOPLE.admin.email);
  await page.getByRole("textbox", { name: "设置密码" }).fill(PASSWORD);
  await page.getByRole("button", { name: "完成设置" }).click();
  await page.waitForURL(/\/o\//);
}

interface Named {
  id: string;
}

async function invited(admin: Api, url: string, plan: Plan, team: string | null): Promise<Person> {
  const made = await admin.post<{ user: Named; invitation_url: string }>("/users", {
    email: plan.email,
    name: plan.name,
    roles: plan.roles,
    language: plan.language,
    ...(team === null ? {} : { team }),
  });
  const token = made.invitation_url.split("/").at(-1) ?? "";
  const api = await Api.open(url);
  await api.post(`/invitations/${token}`, { name: plan.name, password: PASSWORD, language: plan.language });
  return { ...plan, id: made.user.id, api };
}

async function seed(people: Record<Who, Person>): Promise<Company["records"]> {
  const { admin, rep, otherRep } = people;
  const products = await Promise.all([admin.api.create("product", { name: "客盾企业版" }), admin.api.create("product", { name: "GTX Pro" })]);
  const accounts = await Promise.all([
    rep.api.create("account", { name: "云岭半导体", industry: "manufacturing", phone: "+8613800138000", email: "office@yunling.example", description: "重点客户" }),
    rep.api.create("account", { name: "Redwood Systems", phone: "+14155550123", website: "https://redwood.example" }),
    rep.api.create("account", { name: "瀚海生物", phone: "+8613900139000" }),
    otherRep.api.create("account", { name: "鼎川智能制造", phone: "+8613700137000" }),
    otherRep.api.create("account", { name: "Northwind Logistics" }),
  ]);
  const account = (index: number) => accounts[index]?.id;
  const contacts = await Promise.all([
    rep.api.create("contact", { name: "陈思远", account: account(0), mobile: "+8613812345678", email: "siyuan@yunling.example" }),
    rep.api.create("contact", { name: "Grace Hill", account: account(1), mobile: "+14155550188" }),
  ]);
  const deals = await Promise.all([
    rep.api.create("opportunity", { name: "云岭平台建设", account: account(0), stage: "proposal", amount: { amount: "1280000", currency: "CNY" }, expected_close: "2030-03-31" }),
    rep.api.create("opportunity", { name: "Redwood rollout", account: account(1), stage: "qualification", amount: { amount: "95000.50", currency: "CNY" } }),
    rep.api.create("opportunity", { name: "瀚海年度续约", account: account(2), stage: "prospecting" }),
    otherRep.api.create("opportunity", { name: "鼎川二期", account: account(3), stage: "negotiation", amount: { amount: "560000", currency: "CNY" } }),
    otherRep.api.create("opportunity", { name: "Northwind pilot", account: account(4), stage: "engaging", amount: { amount: "42000", currency: "CNY" } }),
  ]);
  await rep.api.create("task", { subject: "给云岭发报价单", about: { id: account(0), object: "account" } });
  await rep.api.create("note", { subject: "首次拜访", body: "客户关心数据落盘加密。", about: { id: account(0), object: "account" } });
  return { accounts, contacts, deals, products };
}

export interface Newcomer extends Person {
  password: string;
}

let newcomers = 0;

/** Somebody new, whom no other test knows: for what changes how a person signs in. */
export async function newcomer(company: Company, plan: Partial<Plan> = {}): Promise<Newcomer> {
  const number = ++newcomers;
  const full: Plan = { email: `newcomer-${number}@example.com`, name: `新人 ${number}`, language: "zh", roles: ["sales_rep"], team: null, ...plan };
  const person = await invited(company.people.admin.api, company.url, full, full.team && company.teams[full.team]);
  return { ...person, password: PASSWORD };
}

/** The link of an invitation that nobody has used. */
export async function invite(company: Company, plan: Pick<Plan, "email" | "name" | "roles" | "language">): Promise<string> {
  const { invitation_url } = await company.people.admin.api.post<{ invitation_url: string }>("/users", plan);
  return new URL(invitation_url, company.url).pathname;
}

/** Fills a server that has its first administrator. */
export async function foundCompany({ url, post }: Server): Promise<Company> {
  const admin = await Api.open(url);
  await admin.signIn(PEOPLE.admin.email, PASSWORD);
  const me = await admin.get<{ user: Named }>("/me");
  const north = await admin.post<Named>("/teams", { name: "华北 North" });
  const south = await admin.post<Named>("/teams", { name: "华南 South" });
  const teams = { north: north.id, south: south.id };
  const others: Person[] = [];
  for (const who of ["lead", "rep", "otherRep", "auditor", "keeper"] as const) {
    const plan = PEOPLE[who];
    others.push(await invited(admin, url, plan, plan.team === null ? null : teams[plan.team]));
  }
  const [lead, rep, otherRep, auditor, keeper] = others as [Person, Person, Person, Person, Person];
  const people = { admin: { ...PEOPLE.admin, id: me.user.id, api: admin }, lead, rep, otherRep, auditor, keeper };
  await admin.send("PATCH", `/teams/${teams.north}`, { manager: lead.id, ...(await teamVersion(admin, teams.north)) });
  const records = await seed(people);
  return { url, post, people, teams, records, close: async () => void (await Promise.all(Object.values(people).map((person) => person.api.close()))) };
}

async function teamVersion(admin: Api, id: string): Promise<{ version: number }> {
  const { items } = await admin.get<{ items: (Named & { version: number })[] }>("/teams");
  return { version: items.find((team) => team.id === id)?.version ?? 1 };
}
