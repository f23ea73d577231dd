/** Programs that ask the API by a token, and an app that sends people to be asked. */
import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "@playwright/test";

/** What a program with that token is answered: the status, and the code where it is refused. Like any program it sends no origin. */
export async function asProgram(url: string, token: string, path: string, options: { method?: string; data?: unknown } = {}): Promise<string> {
  const program = await request.newContext({ baseURL: url, ignoreHTTPSErrors: true, extraHTTPHeaders: { Authorization: `Bearer ${token}`, Connection: "close" } });
  try {
    const answer = await program.fetch(`/api/v1${path}`, { method: options.method ?? "GET", data: options.data });
    return answer.ok() ? String(answer.status()) : `${answer.status()} ${((await answer.json()) as { code: string }).code}`;
  } finally {
    await program.dispose();
  }
}

export interface Tokens {
  access_token: string;
  refresh_token: string;
  scope: string;
}

export async function exchange(url: string, form: Record<string, string>): Promise<Tokens | { error: string }> {
  const program = await request.newContext({ baseURL: url, ignoreHTTPSErrors: true, extraHTTPHeaders: { Connection: "close" } });
  try {
    return (await (await program.post("/api/v1/apps/token", { form: { grant_type: "authorization_code", ...form } })).json()) as Tokens | { error: string };
  } finally {
    await program.dispose();
  }
}

/** An app on this machine: it waits where people are sent back to, and asks for tokens as RFC 6749 has it. */
export class TestApp {
  /** The queries people came back with. */
  readonly seen: URLSearchParams[] = [];
  readonly verifier = randomBytes(32).toString("base64url");
  private constructor(
    private readonly server: Server,
    readonly back: string,
  ) {}

  static async open(): Promise<TestApp> {
    let app: TestApp | null = null;
    const server = createServer((asked, answer) => {
      const { pathname, searchParams } = new URL(asked.url ?? "/", "http://127.0.0.1");
      if (pathname === "/back") app?.seen.push(searchParams);
      answer.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><link rel=icon href='data:,'><title>App</title><p>Back at the app</p>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    app = new TestApp(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/back`);
    return app;
  }

  /** Where it sends people. */
  address(client: string, more: Record<string, string> = {}): string {
    const challenge = createHash("sha256").update(this.verifier).digest("base64url");
    const query = { response_type: "code", client_id: client, redirect_uri: this.back, scope: "records:read:account", state: "1e5", code_challenge: challenge, code_challenge_method: "S256", ...more };
    return `/apps/authorize?${new URLSearchParams(query).toString()}`;
  }

  /** Tokens for a code; what the standard calls the error when there are none. */
  exchange(url: string, client: { id: string; secret: string | null }, code: string): Promise<Tokens | { error: string }> {
    return exchange(url, { client_id: client.id, code, redirect_uri: this.back, code_verifier: this.verifier, ...(client.secret && { client_secret: client.secret }) });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
