/**
 * What a real server can't be brought to quickly: a step that has run out, a minute between two codes, a server without mail, how often a
 * password is looked at. These answers are written by hand (mock.ts); everything else of signing in is tested against the real program.
 */
import type { Page } from "@playwright/test";
import { PASSWORD } from "./support/company.ts";
import { enter } from "./support/door.ts";
import { factorStep, mock, refusal, type Scene } from "./support/mock.ts";
import { expect, test } from "./support/test.ts";

const EMPTY = "/icons/kedun.svg";

async function signIn(page: Page, scene: Scene): Promise<void> {
  await mock(page, scene);
  await page.goto("/sign-in");
  await enter(page, "lina@example.com", PASSWORD);
}
const asks = (step: unknown, answers: Record<string, unknown> = {}): Scene => ({ answers: { "POST /session": step, ...answers } });

test("another way can be chosen, and a code is sent only when it is asked for", async ({ stranger }) => {
  const page = await stranger(EMPTY, { language: "en" });
  let asked = 0;
  const soon = new Date(Date.now() + 60_000).toISOString();
  await signIn(page, asks(factorStep("sign_in"), { "POST /session/code": () => (asked++, { sent_to: "138****5678", expires_at: soon, again_at: soon }) }));
  await page.getByRole("button", { name: "Use another way" }).click();
  await page.getByRole("button", { name: /Code by text message/ }).click();
  await expect(page.getByText("Text messages can be intercepted", { exact: false })).toBeVisible();
  expect(asked).toBe(0);
  await page.getByRole("button", { name: "Send a code" }).click();
  await expect(page.getByText("A code is on its way to 138****5678.")).toBeVisible();
  await expect(page.getByRole("button", { name: /Send again in \d+ s/ })).toBeDisabled();
  expect(asked).toBe(1);
});

test("a step that took too long leads back to the start, and says so", async ({ stranger }) => {
  const page = await stranger(EMPTY, { language: "en" });
  await signIn(page, asks(factorStep("sign_in"), { "POST /session/factor": refusal(401, "flow_gone") }));
  await page.getByRole("textbox", { name: "6-digit code" }).fill("123456");
  await expect(page.getByText("That took too long. Please sign in again.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Work email" })).toHaveValue("lina@example.com");
});

test("without mail, a forgotten password is a matter for the administrator", async ({ stranger }) => {
  const page = await stranger(EMPTY, { language: "en" });
  await mock(page, { info: { email: false } });
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Forgotten your password?" }).click();
  await expect(page.getByText("Ask an administrator", { exact: false })).toBeVisible();
  await expect(page.getByRole("button", { name: "Send the link" })).toHaveCount(0);
});

test("a new password is looked at by the server when typing pauses, not on each key", async ({ stranger }) => {
  const page = await stranger(EMPTY, { language: "en" });
  const asked: { password: string }[] = [];
  const check = (body: { password: string }) => {
    asked.push(body);
    return { problems: [{ code: "password_breached" }], strength: { score: 2, hint: "password_hint_common" } };
  };
  await signIn(page, asks({ next: "new_password", purpose: "sign_in", name: "Na Li", why: "common" }, { "POST /password/check": check }));
  await page.getByRole("textbox", { name: "New password" }).pressSequentially("summer in the city 99");
  const rules = page.getByRole("list", { name: "What the password needs" });
  await expect(rules.getByRole("listitem").filter({ hasText: "In no known leak" })).toContainText("broken");
  await expect(rules.getByRole("listitem").filter({ hasText: "At least 15 characters" })).toContainText("met");
  await expect(page.getByText("Fair")).toBeVisible();
  await expect(page.getByText("Common words and passwords are easy to guess.")).toBeVisible();
  expect(asked.at(-1)).toEqual({ password: "summer in the city 99", name: "Na Li", email: "lina@example.com" });
  expect(asked.length).toBeLessThan(5);
});
