import { describe, expect, it } from "vitest";
import { KEY, keyFrom } from "./keyFrom";

describe("keys from names", () => {
  it("are small words joined by underscores", () => {
    expect(keyFrom("Key account (copy)", [])).toBe("key_account_copy");
    expect(keyFrom("3rd Café", [])).toBe("rd_cafe");
    expect(keyFrom("大客户", [])).toBe("");
  });
  it("avoid what is taken", () => {
    expect(keyFrom("Sales", ["sales", "sales_2"])).toBe("sales_3");
  });
  it("are keys", () => {
    expect(KEY.test(keyFrom("x".repeat(90), ["x".repeat(44)]))).toBe(true);
    expect(KEY.test("1a")).toBe(false);
  });
});
