import { afterEach, describe, expect, it, vi } from "vitest";
import { at, buildUrl, call, fileName, onSignedOut } from "./client";
import { ApiError, errorFromResponse, isRefused } from "./error";
import { shouldRetry } from "./queryClient";

const problem = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json", ...headers } });

afterEach(() => vi.unstubAllGlobals());

describe("addresses", () => {
  it("leave out what is empty and join lists", () => {
    expect(buildUrl("/users", { q: "", after: null, fields: ["a", "b"], limit: 0 })).toBe("/api/v1/users?fields=a%2Cb&limit=0");
  });
  it("escape what stands in the path", () => {
    expect(at("/records/:object/:id", { object: "account", id: "../x" })).toBe("/records/account/..%2Fx");
  });
});

describe("problem documents", () => {
  it("say what is wrong with all of it, or with a field", () => {
    const field = new ApiError({ status: 422, code: "validation_failed", fields: [{ field: "code", code: "factor_failed", message: "…" }] });
    expect(isRefused(field, "factor_failed")).toBe(true);
    expect(isRefused(new ApiError({ status: 404, code: "link_invalid" }), "link_invalid")).toBe(true);
    expect(isRefused(field, "link_invalid")).toBe(false);
    expect(isRefused(new Error("factor_failed"), "factor_failed")).toBe(false);
  });
  it("become errors with one message a field", async () => {
    const error = await errorFromResponse(
      problem(422, { title: "有误", code: "validation_failed", fields: [{ field: "phone", code: "invalid_phone", message: "格式不对" }, { field: "phone", code: "x", message: "第二条" }] }),
    );
    expect(error).toMatchObject({ status: 422, code: "validation_failed", message: "有误" });
    expect(error.byField()).toEqual({ phone: "格式不对" });
    expect(error.field("name")).toBeNull();
  });
  it("carry the version that is there and the time to wait", async () => {
    expect((await errorFromResponse(problem(412, { code: "version_conflict", current_version: 7 }))).currentVersion).toBe(7);
    expect((await errorFromResponse(problem(429, { code: "try_later" }, { "Retry-After": "30" }))).retryAfterSecs).toBe(30);
  });
  it("are not needed: a bare or broken answer still has its status", async () => {
    expect((await errorFromResponse(new Response("<html>", { status: 502 }))).code).toBe("http_502");
    expect((await errorFromResponse(new Response("{", { status: 500, headers: { "Content-Type": "application/json" } }))).code).toBe("http_500");
  });
});

describe("call", () => {
  it("sends the version as If-Match and a body as JSON", async () => {
    const fetched = vi.fn().mockResolvedValue(new Response("{}", { status: 200 }));
    vi.stubGlobal("fetch", fetched);
    await call("PATCH", "/records/account/1", { body: { name: "x" }, version: 3, idempotencyKey: "k" });
    const [url, init] = fetched.mock.calls[0] as [string, RequestInit];
    const headers = new Headers(init.headers);
    expect(url).toBe("/api/v1/records/account/1");
    expect([headers.get("If-Match"), headers.get("Content-Type"), headers.get("Idempotency-Key")]).toEqual(['"3"', "application/json", "k"]);
    expect(init.body).toBe('{"name":"x"}');
  });
  it("answers nothing for 204", async () => {
    vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response(null, { status: 204 })));
    expect(await call<void>("DELETE", "/x")).toBeUndefined();
  });
  it("tells listeners that the session is gone, but not when signing in", async () => {
    vi.stubGlobal("fetch", vi.fn().mockImplementation(() => Promise.resolve(problem(401, { code: "not_signed_in" }))));
    const heard = vi.fn();
    const stop = onSignedOut(heard);
    await expect(call("GET", "/me")).rejects.toBeInstanceOf(ApiError);
    await expect(call("POST", "/session", { allowSignedOut: true })).rejects.toBeInstanceOf(ApiError);
    stop();
    expect(heard).toHaveBeenCalledTimes(1);
  });
  it("calls a missing network offline and a stopped call aborted", async () => {
    vi.stubGlobal("fetch", vi.fn().mockRejectedValueOnce(new TypeError("failed")).mockRejectedValueOnce(new DOMException("", "AbortError")));
    await expect(call("GET", "/x")).rejects.toMatchObject({ code: "offline" });
    await expect(call("GET", "/x")).rejects.toMatchObject({ code: "aborted" });
  });
  it("calls a success that is no JSON unreadable", async () => {
    vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response("<html>", { status: 200 })));
    await expect(call("GET", "/x")).rejects.toMatchObject({ code: "unreadable_answer" });
  });
});

describe("small things", () => {
  it("reads the name of a download", () => {
    expect(fileName("attachment; filename=\"a.csv\"; filename*=UTF-8''%E5%AE%A2%E6%88%B7.csv")).toBe("客户.csv");
    expect(fileName('attachment; filename="a.csv"')).toBe("a.csv");
    expect(fileName("attachment")).toBeNull();
  });
  it("repeats only what may heal by itself", () => {
    expect(shouldRetry(0, new ApiError({ status: 0, code: "offline" }))).toBe(true);
    expect(shouldRetry(0, new ApiError({ status: 403, code: "forbidden" }))).toBe(false);
    expect(shouldRetry(0, new ApiError({ status: 503, code: "took_too_long" }))).toBe(false);
    expect(shouldRetry(2, new ApiError({ status: 503, code: "busy" }))).toBe(false);
  });
});
