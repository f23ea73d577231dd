import { expect, it } from "vitest";
import { ssoAnswer } from "./sso";

it("hands on what single sign-on answered, and nothing else", () => {
  expect(ssoAnswer("?code=c%2B1&state=s&iss=https%3A%2F%2Fid.example.com&session_state=x")).toEqual({ code: "c+1", state: "s", iss: "https://id.example.com" });
  expect(ssoAnswer("?error=access_denied&error_description=no&state=s")).toEqual({ error: "access_denied", state: "s" });
  expect(ssoAnswer("")).toEqual({ code: "" });
});
