import { expect, test } from "vitest";
import { hostOf, isBackTo, requestOf, wayBack } from "./request";

test("a request keeps its words as they were written", () => {
  expect(requestOf("?client_id=a&state=1e5&scope=records:read:account+export&redirect_uri=https%3A%2F%2Fa.example%2Fb%3Fc%3D1&prompt=none&code_challenge=")).toEqual({
    client_id: "a",
    state: "1e5",
    scope: "records:read:account export",
    redirect_uri: "https://a.example/b?c=1",
    code_challenge: "",
  });
});

test("the reader goes back to the app's own address and to no other", () => {
  const uri = "https://app.example/back";
  expect(isBackTo(`${uri}?code=x`, uri)).toBe(true);
  expect(isBackTo(`${uri}?a=b&code=x`, `${uri}?a=b`)).toBe(true);
  expect(isBackTo(`${uri}?code=x`, `${uri}?`)).toBe(true);
  expect(isBackTo("http://127.0.0.1:8123/?error=access_denied", "http://127.0.0.1:8123/")).toBe(true);
  for (const other of [`${uri}ing?code=x`, "https://app.example.evil/back?code=x", "https://evil.example/?code=x", `${uri}`]) expect(isBackTo(other, uri), other).toBe(false);
  expect(isBackTo("javascript:alert(1)?x", "javascript:alert(1)")).toBe(false);
  expect(hostOf("http://127.0.0.1:8123/back")).toBe("127.0.0.1:8123");
});

test("from a refusal there is a way back only where it is safe", () => {
  for (const uri of ["https://app.example/back", "http://127.0.0.1:8123/back", "http://[::1]:8123/back"]) expect(wayBack(`${uri}?error=invalid_scope`, uri)).toBe(`${uri}?error=invalid_scope`);
  for (const uri of ["http://app.example/back", "http://127.0.0.1.evil.example/", "http://127.0.0.1@evil.example/", "https://[", "javascript:alert(1)"]) expect(wayBack(`${uri}?error=x`, uri), uri).toBe(null);
  expect(wayBack("https://evil.example/?error=x", "https://app.example/back")).toBe(null);
  expect(wayBack("https://app.example/back?error=x", undefined)).toBe(null);
  expect(wayBack(null, "https://app.example/back")).toBe(null);
});
