/** The API as the tests use it to prepare things. What a test is about goes through the page instead. */
import { type APIRequestContext, type APIResponse, request } from "@playwright/test";

export interface Rec {
  id: string;
  object: string;
  version: number;
  label: string;
  values: Record<string, unknown>;
}

export class Api {
  /** What it signed in with. */
  private known: { email: string; password: string } | null = null;

  private constructor(
    readonly url: string,
    readonly context: APIRequestContext,
  ) {}

  static async open(url: string): Promise<Api> {
    // A connection of its own for every request: the server closes those that rest, and a request sent into one just then is lost.
    return new Api(url, await request.newContext({ baseURL: url, ignoreHTTPSErrors: true, extraHTTPHeaders: { Origin: url, Connection: "close" } }));
  }

  async send<T>(method: string, path: string, data?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const ask = (): Promise<APIResponse> => this.context.fetch(`/api/v1${path}`, { method, data, headers });
    let answer = await ask();
    // A run may take longer than a proof is fresh.
    if (answer.status() === 403 && this.known && (await answer.text()).includes("step_up_required")) {
      await this.context.fetch("/api/v1/session", { method: "POST", data: this.known });
      answer = await ask();
    }
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return (answer.status() === 204 ? undefined : await answer.json()) as T;
  }

  get<T>(path: string): Promise<T> {
    return this.send<T>("GET", path);
  }

  post<T>(path: string, data: unknown): Promise<T> {
    return this.send<T>("POST", path, data);
  }

  create(object: string, values: Record<string, unknown>): Promise<Rec> {
    return this.post<Rec>(`/records/${object}`, values);
  }

  /** Changes a record as it is now, whoever changed it last. */
  async change(object: string, id: string, values: Record<string, unknown>): Promise<Rec> {
    const { version } = await this.get<Rec>(`/records/${object}/${id}`);
    return this.send<Rec>("PATCH", `/records/${object}/${id}`, values, { "If-Match": `"${version}"` });
  }

  async find(object: string, filter: unknown): Promise<Rec[]> {
    const { items } = await this.get<{ items: Rec[] }>(`/records/${object}?limit=200&filter=${encodeURIComponent(JSON.stringify(filter))}`);
    return items;
  }

  signIn(email: string, password: string): Promise<unknown> {
    this.known = { email, password };
    return this.post("/session", { email, password });
  }

  /** What a call is refused with: status and code; null when it is not. */
  async refused(method: string, path: string, data?: unknown): Promise<string | null> {
    const answer = await this.context.fetch(`/api/v1${path}`, { method, data });
    return answer.ok() ? null : `${answer.status()} ${((await answer.json()) as { code: string }).code}`;
  }

  close(): Promise<void> {
    return this.context.dispose();
  }
}
