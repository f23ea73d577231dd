// A real OpenID provider on this machine, for tests: it signs people in who say who they are.
//
//   node provider.js '{"base": "https://127.0.0.1:8443", "ca": "…/tls.crt", "key": "corp"}'
//
// `base` is Kedun's address, `key` its key for this provider, `ca` the certificate its address shows; the file may come
// later. `people` are others who are there besides, in the form of `PEOPLE`. The first line it prints is {"issuer": "http://127.0.0.1:PORT"}; it then runs until its input ends.

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { request } from "node:https";

import Provider from "oidc-provider";

const asked = JSON.parse(process.argv[2] ?? "{}");

/** Who there is, with their groups. `stranger` has an address of another company. */
const PEOPLE = {
  alice: { name: "Alice Liu", email: "alice@corp.example", email_verified: true, groups: ["sales", "staff"] },
  bob: { name: "Bob Wang", email: "bob@corp.example", email_verified: true, groups: ["leads"] },
  carol: { name: "Carol Xu", email: "carol@corp.example", email_verified: true, groups: [] },
  unverified: { name: "Eve", email: "eve@corp.example", email_verified: false, groups: ["sales"] },
  stranger: { name: "Mallory", email: "mallory@elsewhere.example", email_verified: true, groups: ["sales"] },
  ...asked.people,
};

function key(type, options, alg, kid) {
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: "jwk" }), alg, kid, use: "sig" };
}

/** Posts the logout token to Kedun, whose certificate nobody but this test knows. */
function post(url, options) {
  const headers = Object.fromEntries(options.headers);
  return new Promise((resolve, reject) => {
    const ca = readFileSync(asked.ca);
    const outgoing = request(url, { method: options.method, headers, ca }, (incoming) => {
      incoming.resume();
      incoming.on("end", () => resolve(new Response(null, { status: incoming.statusCode })));
    });
    outgoing.on("error", reject);
    outgoing.end(String(options.body ?? ""));
  });
}

function configuration() {
  return {
    clients: [
      {
        client_id: "kedun",
        client_secret: "a-secret-for-tests-only",
        redirect_uris: [`${asked.base}/sso/callback`],
        post_logout_redirect_uris: [`${asked.base}/`],
        backchannel_logout_uri: `${asked.base}/api/v1/sso/${asked.key}/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [key("rsa", { modulusLength: 2048 }, "RS256", "rs"), key("ec", { namedCurve: "P-256" }, "ES256", "es")] },
    cookies: { keys: [randomBytes(32).toString("hex")] },
    scopes: ["openid", "profile", "email", "groups"],
    claims: { profile: ["name"], email: ["email", "email_verified"], groups: ["groups"], amr: null, auth_time: null, sid: null },
    acrValues: ["phr"],
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => PEOPLE[id] && { accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) },
    // Nobody is asked to consent: the company consented.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile email groups");
      await grant.save();
      return grant;
    },
    fetch: post,
    ttl: { Interaction: 600, Session: 3600, Grant: 3600, AccessToken: 300, IdToken: 300 },
  };
}

const PAGE = `<!doctype html><html lang="en"><title>Corp sign-in</title><h1>Corp sign-in</h1>
<form method="post"><p><label>Login <input name="login" autofocus></label></p>
<p><label><input type="checkbox" name="second" value="yes"> With a second factor</label></p>
<button>Sign in</button></form></html>`;

async function interaction(provider, incoming, outgoing) {
  await provider.interactionDetails(incoming, outgoing);
  if (incoming.method !== "POST") {
    outgoing.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    outgoing.end(PAGE);
    return;
  }
  const parts = [];
  for await (const part of incoming) parts.push(part);
  const form = new URLSearchParams(Buffer.concat(parts).toString());
  const login = form.get("login") ?? "";
  const amr = form.get("second") ? ["pwd", "otp", "mfa"] : ["pwd"];
  const result = Object.hasOwn(PEOPLE, login)
    ? { login: { accountId: login, amr, remember: false } }
    : { error: "access_denied", error_description: "nobody of that name" };
  await provider.interactionFinished(incoming, outgoing, result, { mergeWithLastSubmission: false });
}

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration());
  provider.on("server_error", (_, error) => console.error("server_error", error));
  provider.on("backchannel.error", (_, error) => console.error("backchannel.error", error));
  const callback = provider.callback();
  server.on("request", (incoming, outgoing) => {
    if (!incoming.url.startsWith("/interaction/")) {
      callback(incoming, outgoing);
      return;
    }
    interaction(provider, incoming, outgoing).catch((error) => {
      console.error("interaction", error);
      outgoing.writeHead(400);
      outgoing.end("this sign-in is over");
    });
  });
  console.log(JSON.stringify({ issuer }));
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
