/**
 * Where the program's mails and short messages end in the tests: a mail server (RFC 5321, as much of it as is needed) and a gateway for
 * messages, both on 127.0.0.1. Tests wait for what came; nothing is kept when they close.
 */
import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from "node:net";
import { expect } from "@playwright/test";

export interface Letter {
  to: string;
  /** Header and body as they came. */
  raw: string;
  text: string;
}
export interface Text {
  to: string;
  params: Record<string, string>;
}

/** The secret that both ends sign messages with. */
export const SMS_SECRET = "a secret of the tests alone, for the gateway";

/** The plain text of a mail of one part. */
function textOf(raw: string): string {
  const [head = "", ...rest] = raw.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return Buffer.from(body, "base64").toString();
  if (!/^Content-Transfer-Encoding: quoted-printable/im.test(head)) return body;
  const bytes = body.replaceAll("=\r\n", "").replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}

/** One conversation with somebody who sends mail. */
function converse(socket: Socket, take: (letter: Letter) => void): void {
  let waiting = "";
  let to = "";
  let data: string[] | null = null;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const hear = (line: string) => {
    if (data !== null) {
      if (line !== ".") return void data.push(line.replace(/^\./, ""));
      const raw = data.join("\r\n");
      take({ to, raw, text: textOf(raw) });
      data = null;
      return say("250 taken");
    }
    if (/^RCPT/i.test(line)) to = /<(.*)>/.exec(line)?.[1] ?? "";
    if (/^DATA/i.test(line)) {
      data = [];
      return say("354 go on");
    }
    say(/^QUIT/i.test(line) ? "221 bye" : "250 fine");
  };
  socket.on("data", (chunk) => {
    waiting += chunk.toString("latin1");
    const lines = waiting.split("\r\n");
    waiting = lines.pop() ?? "";
    for (const line of lines) hear(line);
  });
  socket.on("error", () => socket.destroy());
  say("220 sink");
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

export class Post {
  private constructor(
    readonly mailPort: number,
    readonly smsPort: number,
    private readonly letters: Letter[],
    private readonly texts: Text[],
    private readonly shut: () => void,
  ) {}

  static async open(): Promise<Post> {
    const letters: Letter[] = [];
    const texts: Text[] = [];
    const sockets = new Set<Socket>();
    const mail = createTcp((socket) => {
      sockets.add(socket);
      converse(socket, (letter) => letters.push(letter));
    });
    const sms = createHttp(async (request, answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      texts.push(JSON.parse(Buffer.concat(chunks).toString()) as Text);
      answer.writeHead(204).end();
    });
    const shut = () => {
      for (const socket of sockets) socket.destroy();
      mail.close();
      sms.closeAllConnections();
      sms.close();
    };
    return new Post(await listening(mail), await listening(sms), letters, texts, shut);
  }

  /** The last mail to somebody in which the pattern is found, and what was found; waits for it. Each is read once. */
  async letter(to: string, pattern: RegExp): Promise<{ text: string; found: string }> {
    const at = () => this.letters.findLastIndex((letter) => letter.to === to && pattern.test(letter.text));
    await expect.poll(at, { message: `a mail to ${to} with ${pattern}`, timeout: 15_000 }).toBeGreaterThan(-1);
    const [letter] = this.letters.splice(at(), 1);
    const match = pattern.exec(letter?.text ?? "");
    return { text: letter?.text ?? "", found: match?.[1] ?? match?.[0] ?? "" };
  }

  /** The code in the last message to a number; waits for it. Each is read once. */
  async code(to: string): Promise<string> {
    const at = () => this.texts.findLastIndex((text) => text.to === to);
    await expect.poll(at, { message: `a message to ${to}`, timeout: 15_000 }).toBeGreaterThan(-1);
    const [text] = this.texts.splice(at(), 1);
    return text?.params["code"] ?? "";
  }

  /** How many mails to somebody have the pattern in them. */
  count(to: string, pattern: RegExp): number {
    return this.letters.filter((letter) => letter.to === to && pattern.test(letter.text)).length;
  }

  /** What `kedun.toml` says. `reached` are addresses that the server may reach besides. */
  settings(reached: readonly string[] = []): string {
    return [
      // Every stranger of a test comes from a network of their own (test.ts), as guesses are counted by network.
      'trusted_proxies = ["127.0.0.1/32"]',
      "[mail]",
      'host = "127.0.0.1"',
      `port = ${this.mailPort}`,
      'security = "none"',
      'from = { name = "Kedun", address = "kedun@crm.example" }',
      "[sms]",
      'gateway = "generic"',
      `endpoint = "http://127.0.0.1:${this.smsPort}/sms"`,
      `secret = "${SMS_SECRET}"`,
      "[egress]",
      `allow = ${JSON.stringify(["127.0.0.1", `http://127.0.0.1:${this.smsPort}`, ...reached])}`,
      "",
    ].join("\n");
  }

  close(): void {
    this.shut();
  }
}
