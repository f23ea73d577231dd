import { expect, it } from "vitest";
import { readPreferences } from ".";

it("takes what was kept, and the browser's language when nothing was", () => {
  expect(readPreferences('{"theme":"dark","language":"en","density":"roomy","timezone":"Asia/Tokyo"}', "zh-CN")).toEqual({ theme: "dark", language: "en", density: "roomy", timezone: "Asia/Tokyo" });
  expect(readPreferences(null, "zh-Hans-CN")).toMatchObject({ theme: "system", language: "zh", density: "normal" });
  expect(readPreferences(null, "de")).toMatchObject({ language: "en" });
});

it("survives broken and foreign storage", () => {
  for (const stored of ["{", "null", "3", '{"theme":"pink","language":7}']) expect(readPreferences(stored, "zh")).toMatchObject({ theme: "system", language: "zh" });
});
