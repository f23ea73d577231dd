/** The program itself, started on a spare port with a data directory that vanishes with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Post } from "./post.ts";

const here = path.dirname(fileURLToPath(import.meta.url));
const program = process.env["KEDUN_BIN"] ?? path.join(here, "../../../target/debug/kedun");
const START_MS = 60_000;

export interface Server {
  /** By name: passkeys belong to a name, never to an address. */
  url: string;
  /** Where its mails and messages end. */
  post: Post;
  /** The one-time link that is printed on the first start. */
  setUpLink: string;
  /** The data directory, for commands run on it once the server has stopped. */
  data: string;
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** Resolves with the link once the program has printed it: from then on it answers. */
function printedLink(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const timer = setTimeout(() => reject(new Error(`the program did not start:\n${printed}`)), START_MS);
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const link = /https:\/\/\S+\/setup\?token=\S+/.exec(printed)?.[0];
      if (!link) return;
      clearTimeout(timer);
      resolve(link);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.on("error", reject);
    child.on("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`the program ended with ${code}:\n${printed}`));
    });
  });
}

/**
 * A port that nobody has just now. The program must know it before it listens: links in mails and passkeys name it. It is none of those that
 * systems give to outgoing connections (49152 up by RFC 6335, 32768 up on Linux), or one of them could take it in between.
 */
async function sparePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

export interface Before {
  /** Its address, as it is called in links and by services. */
  url: string;
  /** The certificate it will show; there once it has started. */
  certificate: string;
}

/** `prepare` starts what must know the server's address, and gives the addresses that the server may reach besides. */
export async function startServer(prepare: (before: Before) => Promise<string[]> = async () => []): Promise<Server> {
  const home = await mkdtemp(path.join(tmpdir(), "kedun-e2e-"));
  const data = path.join(home, "data");
  const post = await Post.open();
  const port = await sparePort();
  const url = `https://localhost:${port}`;
  const reached = await prepare({ url, certificate: path.join(data, "tls.crt") });
  await writeFile(path.join(home, "kedun.toml"), `public_url = "${url}"\n${post.settings(reached)}`);
  const child = spawn(program, ["serve", "--data", data, "--listen", `127.0.0.1:${port}`], { cwd: home, stdio: ["ignore", "pipe", "pipe"] });
  const setUpLink = await printedLink(child);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  };
  return {
    url,
    post,
    setUpLink,
    data,
    stop,
    close: async () => {
      await stop();
      post.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
