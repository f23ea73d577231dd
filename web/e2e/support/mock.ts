/**
 * Answers of the identity routes that are written by hand, laid over the real program with `page.route`; everything else goes through to it.
 */
import type { Page, Route } from "@playwright/test";

const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

const POLICY = {
  key: "modern", label: { zh: "现代（NIST）", en: "Modern (NIST)" }, min_chars: 15, min_chars_with_factor: 12, max_chars: 256, classes: 0, warn_days: 0, history: 0,
  blocklist: true, context: true, breached: true, passwords_allowed: true, session_idle_secs: 43_200, session_absolute_secs: 604_800,
};

export interface Scene {
  /** What `GET /sign-in` says besides the usual. */
  info?: Record<string, unknown>;
  /** Answers by "METHOD /path". One that is a function gets the body. */
  answers?: Record<string, unknown>;
}

export const refusal = (status: number, code: string) => ({ status, code, isRefusal: true as const });
type Refusal = ReturnType<typeof refusal>;

const WAYS = [
  { kind: "totp" },
  { kind: "email_code", sent_to: "l***@yunling.example" },
  { kind: "sms_code", sent_to: "138****5678", restricted: true },
  { kind: "recovery_code", left: 7 },
];
export const factorStep = (purpose: string) => ({ next: "factor", purpose, name: "李娜", expires_at: soon(600), factors: WAYS });

async function answer(route: Route, given: unknown): Promise<void> {
  const found = typeof given === "function" ? ((await given(route.request().postDataJSON())) as unknown) : given;
  const refused = found as Refusal | null;
  if (refused !== null && typeof refused === "object" && "isRefusal" in refused) {
    return route.fulfill({ status: refused.status, contentType: "application/problem+json", body: JSON.stringify({ title: refused.code, status: refused.status, code: refused.code }) });
  }
  return found === null ? route.fulfill({ status: 204 }) : route.fulfill({ status: 200, contentType: "application/json", body: JSON.stringify(found) });
}

/** Lays the scene over the page; what it has no answer for goes to the real program. */
export async function mock(page: Page, scene: Scene = {}): Promise<void> {
  const answers: Record<string, unknown> = {
    "GET /sign-in": { company: "云岭测试 Yunling", passkeys: true, email: true, sso: [], sso_only: false, policy: POLICY, ...scene.info },
    "DELETE /session/step": null,
    ...scene.answers,
  };
  await page.route("**/api/v1/**", async (route) => {
    const request = route.request();
    const key = `${request.method()} ${new URL(request.url()).pathname.replace("/api/v1", "")}`;
    return key in answers ? answer(route, answers[key]) : route.fallback();
  });
}
