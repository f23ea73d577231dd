/**
 * Answers of a passkey that were tampered with, made by hand and signed with the credential's own key: a thief of a copy could send
 * no better ones. Beside every refusal stands the same answer untouched, which is taken, so that it is the tampering that is refused.
 */
import type { APIRequestContext } from "@playwright/test";
import { enter, isIn, keepCodes, leave, whoIs, words } from "./support/door.ts";
import { forge, type Forged, type Kept, Key, withoutList } from "./support/factors.ts";
import { expect, test } from "./support/test.ts";

interface Door {
  request: APIRequestContext;
  origin: string;
}

async function post(door: Door, path: string, data: unknown = {}): Promise<{ status: number; body: Record<string, unknown>; fields: string[] }> {
  const answer = await door.request.post(`${door.origin}/api/v1${path}`, { data, headers: { Origin: door.origin } });
  const body = (answer.status() === 204 ? {} : await answer.json()) as Record<string, unknown>;
  return { status: answer.status(), body, fields: ((body["fields"] ?? []) as { code: string }[]).map(({ code }) => code) };
}

async function challenge(door: Door): Promise<string> {
  const { body } = await post(door, "/session/passkey/options");
  return (body["publicKey"] as { challenge: string }).challenge;
}

/** Nobody comes in with it, and nobody learns why. */
async function refuses(door: Door, credential: unknown): Promise<void> {
  const { status, fields } = await post(door, "/session/passkey", { credential });
  expect([status, fields]).toEqual([422, ["factor_failed"]]);
  expect((await door.request.get(`${door.origin}/api/v1/me`)).status()).toBe(401);
}

async function takes(door: Door, credential: unknown): Promise<void> {
  const { status, body } = await post(door, "/session/passkey", { credential });
  expect([status, body["next"]]).toEqual([200, "done"]);
  await door.request.delete(`${door.origin}/api/v1/session`, { headers: { Origin: door.origin } });
}

test("an answer that was tampered with opens nothing", async ({ someone, stranger, company }) => {
  const who = await someone({ language: "en" });
  const page = await stranger("/sign-in", { language: "en" });
  const key = await Key.of(page, "platform");
  await withoutList(page);
  await enter(page, who.email, who.password);
  await isIn(page);
  await page.goto("/security");
  await page.getByRole("main").getByRole("button", { name: words.addWay }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: /^Passkey/ }).click();
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await keepCodes(page);
  const [kept] = (await key.kept()) as [Kept];
  await leave(page);

  const door = { request: page.request, origin: company.url };
  const good = (over: Partial<Forged> = {}) => ({ origin: company.url, counter: kept.signCount + 10, challenge: "", ...over });
  const tampered: [string, Partial<Forged>][] = [
    ["a signature with one bit changed", { isSpoiled: true }],
    ["another origin", { origin: "https://localhost.example" }],
    ["the same name without TLS", { origin: company.url.replace("https:", "http:") }],
    ["the same name at another port", { origin: "https://localhost:1" }],
    ["another relying party", { rpId: "example.com" }],
    ["a challenge that we did not make", { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
    ["made while a credential was registered", { type: "webauthn.create" }],
    ["nobody was verified", { flags: 1 }],
    ["nobody was there", { flags: 0 }],
  ];
  for (const [name, over] of tampered) {
    await test.step(name, async () => refuses(door, forge(kept, good({ challenge: await challenge(door), ...over }))));
  }
  await test.step("the key of somebody else's", async () => {
    const handle = Buffer.from("0123456789abcdef").toString("base64");
    await refuses(door, forge({ ...kept, userHandle: handle }, good({ challenge: await challenge(door) })));
  });
  await test.step("a challenge is answered by the browser it was made for", async () => {
    const other = { ...door, request: (await stranger("/icons/kedun.svg")).request };
    const theirs = await challenge(other);
    await challenge(door);
    await refuses(door, forge(kept, good({ challenge: theirs })));
  });

  const right = forge(kept, good({ challenge: await challenge(door) }));
  const cookies = await page.context().cookies();
  await takes(door, right);
  await test.step("the same answer a second time, with the challenge's cookie put back", async () => {
    await page.context().addCookies(cookies);
    await refuses(door, right);
  });
  await test.step("a copy of the key, whose counter is behind", async () => {
    await refuses(door, forge(kept, good({ challenge: await challenge(door), counter: kept.signCount + 10 })));
    await refuses(door, forge(kept, good({ challenge: await challenge(door), counter: kept.signCount + 5 })));
    await refuses(door, forge(kept, good({ challenge: await challenge(door), counter: 0 })));
  });
  await takes(door, forge(kept, good({ challenge: await challenge(door), counter: kept.signCount + 11 })));
});

test("as a second step, an answer belongs to the person, the try and the moment", async ({ someone, stranger, company }) => {
  const [owner, other] = [await someone({ language: "en" }), await someone({ language: "en" })];
  const page = await stranger("/sign-in", { language: "en" });
  const key = await Key.of(page, "touched");
  await withoutList(page);
  for (const who of [owner, other]) {
    await enter(page, who.email, who.password);
    await isIn(page);
    await page.goto("/security");
    await page.getByRole("main").getByRole("button", { name: words.addWay }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: /^Security key/ }).click();
    await page.getByRole("button", { name: "Register the key" }).click();
    await keepCodes(page);
    await leave(page);
  }
  const [mine, theirs] = (await key.kept()).toSorted((a, b) => a.signCount - b.signCount) as [Kept, Kept];
  const door = { request: page.request, origin: company.url };
  const begin = async () => {
    const { body } = await post(door, "/session", { email: owner.email, password: owner.password });
    expect(body["next"]).toBe("factor");
    return challenge(door);
  };
  const keys = async () => {
    const { body } = await post(door, "/session/passkey/options");
    return (body["publicKey"] as { allowCredentials: { id: string }[] }).allowCredentials.map(({ id }) => id);
  };
  await begin();
  const [id] = await keys();
  const isMine = (kept: Kept) => Buffer.from(kept.credentialId, "base64").toString("base64url") === id;
  const [ours, foreign] = isMine(mine) ? [mine, theirs] : [theirs, mine];
  const touched = { origin: company.url, counter: 100, flags: 1 };

  await test.step("a key that is bound to somebody else", async () => refuses(door, forge(foreign, { ...touched, challenge: await begin() })));
  await test.step("a signature with one bit changed", async () => refuses(door, forge(ours, { ...touched, challenge: await begin(), isSpoiled: true })));
  await test.step("the challenge of a try before this one", async () => {
    const before = await begin();
    await begin();
    await refuses(door, forge(ours, { ...touched, challenge: before }));
  });
  await test.step("a challenge is used up by a wrong answer", async () => {
    const asked = await begin();
    await refuses(door, forge(ours, { ...touched, challenge: asked, isSpoiled: true }));
    const { status, body } = await post(door, "/session/passkey", { credential: forge(ours, { ...touched, challenge: asked }) });
    expect([status, body["code"]]).toEqual([401, "flow_gone"]);
  });
  await test.step("without a password it is nobody", async () => {
    await door.request.delete(`${door.origin}/api/v1/session/step`, { headers: { Origin: door.origin } });
    await refuses(door, forge(ours, { ...touched, challenge: await challenge(door) }));
    await refuses(door, forge(ours, { ...touched, challenge: await challenge(door), flags: 5 }));
  });
  await takes(door, forge(ours, { ...touched, challenge: await begin() }));
  await test.step("a copy whose counter is behind", async () => refuses(door, forge(ours, { ...touched, challenge: await begin(), counter: 99 })));
  expect(await whoIs(page)).toBeNull();
});
