/**
 * A real OpenID provider (crates/kedun/tests/system/oidc), started for the tests: people sign in on its own page by saying who they are. Its
 * packages are installed when they are missing.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, type Page } from "@playwright/test";
import type { Before } from "./server.ts";

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../../crates/kedun/tests/system/oidc");
const CLIENT = { id: "kedun", secret: "a-secret-for-tests-only" };

/** Our key for it, as the provider knows the address of its sign-out. */
export const CORP = "corp";
export const DOMAIN = "corp.example";

export interface PersonThere {
  name: string;
  email: string;
  email_verified: boolean;
  groups: string[];
}

/** Somebody of the company's own domain. */
export const there = (login: string, name: string, groups: string[] = []): PersonThere => ({ name, email: `${login}@${DOMAIN}`, email_verified: true, groups });

/** Aside, and then put in place whole: other workers may come for it at the same time, and the first to be ready wins. */
async function install(): Promise<void> {
  const place = path.join(folder, "node_modules");
  if (existsSync(place)) return;
  const target = path.join(folder, "../../../../../target");
  await mkdir(target, { recursive: true });
  const aside = await mkdtemp(path.join(target, "oidc-provider-"));
  for (const name of ["package.json", "package-lock.json"]) await copyFile(path.join(folder, name), path.join(aside, name));
  await promisify(execFile)("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: aside });
  await rename(path.join(aside, "node_modules"), place).catch((error: unknown) => {
    if (!existsSync(place)) throw error;
  });
  await rm(aside, { recursive: true, force: true });
}

export class Provider {
  private constructor(
    readonly issuer: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start({ url, certificate }: Before, people: Record<string, PersonThere>): Promise<Provider> {
    await install();
    const asked = JSON.stringify({ base: url, ca: certificate, key: CORP, people });
    // It ends with its input.
    const child = spawn("node", ["provider.js", asked], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(child, "exit");
    const first = await Promise.race([once(createInterface(child.stdout), "line"), ended]);
    const { issuer } = JSON.parse(String(first[0])) as { issuer: string };
    const close = async () => {
      child.stdin.end();
      await ended;
    };
    return new Provider(issuer, close);
  }

  /** What an administrator enters to connect it. */
  get client(): { issuer: string; id: string; secret: string } {
    return { issuer: this.issuer, ...CLIENT };
  }

  /** The settings as the API takes them. */
  settings(more: Record<string, unknown> = {}): Record<string, unknown> {
    const provider = { kind: "oidc", issuer: this.issuer, client_id: CLIENT.id, allow_http_loopback: true, scopes: ["profile", "email", "groups"] };
    return { label: { zh: "公司账号", en: "Corp account" }, provider, accounts: { enabled: true, domains: [DOMAIN] }, ...more };
  }

  /** Says on the provider's own page who one is, as soon as it asks. */
  async enter(page: Page, login: string): Promise<void> {
    await expect(page.getByRole("heading", { name: "Corp sign-in" })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(this.issuer);
    await page.getByLabel("Login").fill(login);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Signs out there, on its own page, in a tab of the same browser. */
  async leave(page: Page): Promise<void> {
    const tab = await page.context().newPage();
    await tab.goto(`${this.issuer}/session/end?client_id=${CLIENT.id}`);
    await tab.getByRole("button", { name: /^Yes/ }).click();
    await expect(tab.getByText(/sign-out success/i)).toBeVisible();
    await tab.close();
  }
}
