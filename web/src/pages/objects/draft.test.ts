import { describe, expect, it } from "vitest";
import type { Field } from "../../lib/api/types";
import { bareStage, classesFrom, creationOf, draftOf, FIRST_STAGES, freshKey, newDraft, patchOf, settled, stageFault } from "./draft";

const label = { zh: "金额", en: "Amount" };
const field = (part: Partial<Field> = {}): Field =>
  ({ name: "c_amount", type: "money", label, help: null, required: false, unique: false, indexed: false, personal: false, class: "internal", options: null, objects: null, min: null, max: null, max_length: null, scale: 2, currency: "CNY", result_type: null, formula: null, rollup: null, ...part }) as Field;

describe("a new field", () => {
  it("is sent with the settings of its type and no others", () => {
    const draft = { ...newDraft("money"), name: "budget", label: { zh: " 预算 ", en: "" }, scale: "2", currency: "CNY", max_length: "9", required: true };
    expect(creationOf(draft, ["scale", "currency", "negative"])).toEqual({ name: "budget", type: "money", label: { zh: "预算", en: "" }, required: true, scale: 2, currency: "CNY" });
  });
  it("keeps exact limits as strings, and whole ones as numbers", () => {
    expect(creationOf({ ...newDraft("number"), min: "0.10" }, ["min"])).toMatchObject({ min: "0.10" });
    expect(creationOf({ ...newDraft("integer"), min: "3" }, ["min"])).toMatchObject({ min: 3 });
    expect(creationOf(newDraft("rating"), ["max"])).toMatchObject({ max: 5 });
  });
  it("counts through a link without a field", () => {
    const rollup = { object: "contact", via: "account", function: "count" as const, field: "x" };
    expect(creationOf({ ...newDraft("rollup"), rollup }, ["rollup"]).rollup).toEqual({ object: "contact", via: "account", function: "count" });
    expect(creationOf(newDraft("rollup"), ["rollup"])).not.toHaveProperty("rollup");
  });
});

describe("a changed field", () => {
  it("sends what differs", () => {
    expect(patchOf(field(), draftOf(field()))).toEqual({});
    expect(patchOf(field(), { ...draftOf(field()), label: { zh: "总额", en: "Amount" }, required: true })).toEqual({ label: { zh: "总额", en: "Amount" }, required: true });
    expect(patchOf(field({ help: label }), { ...draftOf(field({ help: label })), help: { zh: " ", en: "" } })).toEqual({ help: null });
  });
  it("sends all options, in order, when any changed", () => {
    const options = [{ key: "a", label, color: "blue" as const, active: true }];
    const choice = field({ type: "choice", options });
    expect(patchOf(choice, { ...draftOf(choice), options: [{ key: "a", label, color: "red", active: true }] }).options).toHaveLength(1);
  });
});

describe("keys of new options", () => {
  const option = (key: string, en = "") => ({ key, label: { zh: "", en } });
  it("come from their English names, without taking a key that is there", () => {
    const items = [option("won", "Won"), option("new_1", "Won"), option("new_2"), option("new_3", "Key account")];
    expect(settled(items, [option("won")]).map(({ key }) => key)).toEqual(["won", "won_2", "new_2", "key_account"]);
  });
  it("never change once they stand in records", () => {
    expect(settled([option("new_1", "Other name")], [option("new_1")])[0]?.key).toBe("new_1");
    expect(freshKey([option("new_1"), option("a")])).toBe("new_2");
  });
});

describe("classes", () => {
  it("rise only", () => {
    expect(classesFrom("sensitive")).toEqual(["sensitive", "restricted"]);
    expect(classesFrom(null)).toHaveLength(4);
  });
});

describe("stages", () => {
  it("need an open, a won and a lost one, all named", () => {
    expect(stageFault(FIRST_STAGES)).toBeNull();
    expect(stageFault(FIRST_STAGES.slice(0, 2))).toBe("kinds");
    expect(stageFault([...FIRST_STAGES, { ...FIRST_STAGES[0]!, key: "" }])).toBe("labels");
    expect(stageFault([{ ...FIRST_STAGES[0]!, probability: Number.NaN }, ...FIRST_STAGES.slice(1)])).toBe("chances");
  });
  it("are sent without their order", () => {
    expect(bareStage({ ...FIRST_STAGES[0]!, order: 1 } as never)).not.toHaveProperty("order");
  });
});
