import { expect, it } from "vitest";
import { safeSsoUrl } from "./away";

it("goes away over TLS only, or to this machine", () => {
  expect(safeSsoUrl("https://id.example.com/authorize?x=1")).toBe("https://id.example.com/authorize?x=1");
  expect(safeSsoUrl("http://localhost:9000/a")).toBe("http://localhost:9000/a");
  for (const bad of ["javascript:alert(1)", "data:text/html,x", "http://id.example.com/", "//id.example.com", "/own", ""]) expect(safeSsoUrl(bad), bad).toBeNull();
});
