import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { call } from "./client";
import { onProofNeeded } from "./prove";

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json" } });
const refused = () => json(403, { code: "step_up_required", title: "请再次验证" });

/** A server that wants a proof until it has had one. */
function strictServer(state: { proved: boolean }) {
  const fetched = vi.fn(() => Promise.resolve(state.proved ? json(200, { ok: true }) : refused()));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

let stop = () => undefined as void;
beforeEach(() => void (stop = () => undefined));
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

describe("a call refused for want of a proof", () => {
  it("is repeated once when the proof has been given", async () => {
    const state = { proved: false };
    const fetched = strictServer(state);
    stop = onProofNeeded(() => Promise.resolve((state.proved = true)));
    expect(await call("POST", "/me/recovery-codes")).toEqual({ ok: true });
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it("is repeated no further, whatever the server says then", async () => {
    const fetched = strictServer({ proved: false });
    stop = onProofNeeded(() => Promise.resolve(true));
    await expect(call("POST", "/x")).rejects.toMatchObject({ code: "step_up_required" });
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it("fails with the refusal itself when nobody proves anything", async () => {
    const fetched = strictServer({ proved: false });
    stop = onProofNeeded(() => Promise.resolve(false));
    await expect(call("DELETE", "/x")).rejects.toMatchObject({ status: 403, code: "step_up_required", message: "请再次验证" });
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it("fails with the refusal where nobody can be asked, or the question breaks", async () => {
    strictServer({ proved: false });
    await expect(call("POST", "/x")).rejects.toMatchObject({ code: "step_up_required" });
    stop = onProofNeeded(() => Promise.reject(new Error("broken")));
    await expect(call("POST", "/x")).rejects.toMatchObject({ code: "step_up_required" });
  });

  it("asks one question for calls that are refused together", async () => {
    const state = { proved: false };
    strictServer(state);
    const asked = vi.fn(() => Promise.resolve((state.proved = true)));
    stop = onProofNeeded(asked);
    expect(await Promise.all([call("GET", "/a"), call("GET", "/b")])).toEqual([{ ok: true }, { ok: true }]);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it("asks nothing when it is part of a proof", async () => {
    strictServer({ proved: false });
    const asked = vi.fn(() => Promise.resolve(true));
    stop = onProofNeeded(asked);
    await expect(call("POST", "/session/factor", { isProof: true })).rejects.toMatchObject({ code: "step_up_required" });
    expect(asked).not.toHaveBeenCalled();
  });
});
