import { expect, it } from "vitest";
import { qrPath } from "../Qr/path";
import { figuresOf } from "./code";

it("takes a code as people paste it", () => {
  expect(figuresOf("123 456", 6)).toBe("123456");
  expect(figuresOf(" １２３-456 ", 6)).toBe("123456");
  expect(figuresOf("验证码：123456，5 分钟内有效", 6)).toBe("123456");
  expect(figuresOf("12345678", 6)).toBe("123456");
  expect(figuresOf("abc", 6)).toBe("");
});

it("draws the dark modules of a row as runs", () => {
  expect(qrPath(3, "110000101")).toBe("M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z");
  expect(qrPath(2, "0000")).toBe("");
});

it("covers exactly the dark modules", () => {
  const size = 21;
  const modules = Array.from({ length: size * size }, (_, index) => ((index * 7919) % 3 === 0 ? "1" : "0")).join("");
  const drawn = Array.from({ length: size * size }, () => "0");
  for (const [, x, y, width] of qrPath(size, modules).matchAll(/M(\d+) (\d+)h(\d+)/g)) for (let step = 0; step < Number(width); step++) drawn[Number(y) * size + Number(x) + step] = "1";
  expect(drawn.join("")).toBe(modules);
});
