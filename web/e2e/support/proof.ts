/** A proof that has grown too old: the server's clock can't be turned, so the one refusal is written by hand. The question that follows is real. */
import type { Page, Request } from "@playwright/test";

/** The next call of that sort finds the proof too old; further ones go through. Gives how many came. */
export async function tooOld(page: Page, path: string, method: string): Promise<{ calls: Request[] }> {
  const seen = { calls: [] as Request[] };
  await page.route(`**/api/v1${path}`, (route) => {
    if (route.request().method() !== method) return route.fallback();
    seen.calls.push(route.request());
    if (seen.calls.length > 1) return route.fallback();
    return route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify({ title: "请再验证一次身份。", status: 403, code: "step_up_required" }) });
  });
  return seen;
}
