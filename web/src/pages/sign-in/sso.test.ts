import { expect, it } from "vitest";
import { ApiError } from "../../lib/api/error";
import { ssoAnswer, ssoFault } from "./sso";

it("hands on what single sign-on answered, and nothing else", () => {
  expect(ssoAnswer("?code=c%2B1&state=s&iss=https%3A%2F%2Fid.example.com&session_state=x")).toEqual({ code: "c+1", state: "s", iss: "https://id.example.com" });
  expect(ssoAnswer("?error=access_denied&error_description=no&state=s")).toEqual({ error: "access_denied", state: "s" });
  expect(ssoAnswer("")).toEqual({ code: "" });
});

it("tells apart what the reader can do something about", () => {
  const refused = (code: string, status = 401) => new ApiError({ status, code });
  expect(ssoFault(refused("flow_gone"), { code: "c" })).toBe("gone");
  expect(ssoFault(refused("sso_not_linked", 403), { code: "c" })).toBe("notLinked");
  expect(ssoFault(refused("sso_failed"), { code: "c" })).toBe("failed");
  expect(ssoFault(refused("sso_failed"), { error: "access_denied" })).toBe("denied");
  expect(ssoFault(refused("sso_failed"), { error: "server_error" })).toBe("thereDown");
  // A link that was used is over, whatever the address says.
  expect(ssoFault(refused("flow_gone"), { error: "access_denied" })).toBe("gone");
  expect(ssoFault(refused("offline", 0), { code: "c" })).toBeNull();
  expect(ssoFault(new Error("x"), {})).toBeNull();
});
