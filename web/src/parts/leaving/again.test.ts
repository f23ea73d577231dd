import { expect, it } from "vitest";
import { missingItems } from "./again";

const item = (text: string | null, key: string | null = null) => ({ id: text ?? key ?? "", key, text, done_at: null, done_by: null });

it("carries over what people wrote, but not what every list has", () => {
  const earlier = { items: [item(null, "laptop"), item("Company car"), item("Door card"), item("Keys")] };
  expect(missingItems(earlier, { items: [item(null, "laptop"), item("Company car"), item("Keys")] })).toEqual(["Door card"]);
});
