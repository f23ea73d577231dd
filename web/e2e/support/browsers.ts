/** Several browsers of one person, signed in by the API: for pages that tell of devices. */
import { request } from "@playwright/test";
import { PASSWORD, type Person } from "./company.ts";

const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0",
];

/** Once for a person; the last of them signs out again. Gives the path back. */
export async function browsersOf(url: string, person: Person, path: string): Promise<string> {
  const { items } = await person.api.get<{ items: unknown[] }>("/me/devices");
  if (items.length > AGENTS.length) return path;
  for (const [index, userAgent] of AGENTS.entries()) {
    const browser = await request.newContext({ baseURL: url, ignoreHTTPSErrors: true, userAgent, extraHTTPHeaders: { Origin: url, "X-Forwarded-For": `203.0.113.${20 + index}` } });
    const answer = await browser.post("/api/v1/session", { data: { email: person.email, password: PASSWORD } });
    if (!answer.ok()) throw new Error(`${person.email}: ${answer.status()}`);
    if (index === AGENTS.length - 1) await browser.delete("/api/v1/session");
    await browser.dispose();
  }
  return path;
}
