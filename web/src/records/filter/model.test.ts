import { describe, expect, test } from "vitest";
import type { Field, Filter } from "../../lib/api/types";
import { addTo, both, countNodes, firstOperator, fromFilter, isFinished, mapNode, newGroup, newRule, ruleWithField, ruleWithOp, toFilter } from "./model";

const rule = (field: string | null, op: Parameters<typeof newRule>[1], value: unknown = null) => ({ ...newRule(field, op), value });

describe("what is sent", () => {
  test("leaves out what is not finished", () => {
    const root = newGroup("and", [rule("amount", "ge", "1000"), rule(null, "eq"), rule("name", "contains", ""), rule("close", "between", ["2026-01-01", null])]);
    expect(toFilter(root)).toEqual({ field: "amount", op: "ge", value: "1000" });
  });
  test("keeps groups, and needs none around one condition", () => {
    const root = newGroup("and", [rule("owner", "me"), newGroup("or", [rule("a", "eq", 1), rule("b", "empty")])]);
    expect(toFilter(root)).toEqual({ and: [{ field: "owner", op: "me" }, { or: [{ field: "a", op: "eq", value: 1 }, { field: "b", op: "empty" }] }] });
    expect(toFilter(newGroup("or", [newGroup("and", [rule("a", "eq", 1)])]))).toEqual({ field: "a", op: "eq", value: 1 });
  });
  test("is nothing when nothing is finished", () => {
    expect(toFilter(newGroup())).toBeNull();
    expect(toFilter(newGroup("and", [newGroup("or", [newRule()])]))).toBeNull();
  });
  test("false and zero are values", () => {
    expect(isFinished(rule("done", "eq", false))).toBe(true);
    expect(isFinished(rule("n", "eq", 0))).toBe(true);
  });
});

describe("there and back", () => {
  const filters: Filter[] = [
    { field: "amount", op: "ge", value: "1000" },
    { and: [{ field: "a", op: "eq", value: 1 }, { or: [{ field: "b", op: "empty" }, { field: "c.d", op: "in", value: ["x"] }] }] },
    { or: [{ field: "a", op: "me" }, { not: { and: [{ field: "b", op: "eq", value: 2 }, { field: "c", op: "eq", value: 3 }] } }] },
    { not: { field: "a", op: "eq", value: 1 } },
    { not: { not: { field: "a", op: "eq", value: 1 } } },
  ];
  test.each(filters.map((filter) => [JSON.stringify(filter), filter] as const))("%s", (_, filter) => {
    expect(toFilter(fromFilter(filter))).toEqual(filter);
  });
});

test("nodes are found by id wherever they are", () => {
  const inner = newGroup("or", [rule("a", "eq", 1)]);
  const root = newGroup("and", [inner, rule("b", "eq", 2)]);
  const more = addTo(root, inner.id, rule("c", "eq", 3));
  expect(countNodes(more)).toBe(5);
  const gone = mapNode(more, inner.id, () => null);
  expect(toFilter(gone)).toEqual({ field: "b", op: "eq", value: 2 });
  expect(toFilter(mapNode(more, more.id, (node) => (node.kind === "group" ? { ...node, join: "or" } : node)))).toMatchObject({ or: expect.anything() });
});

describe("changing a condition", () => {
  const text = { name: "name", type: "text", operators: ["eq", "contains", "empty"] } as unknown as Field;
  const money = { name: "amount", type: "money", operators: ["eq", "ge", "between"] } as unknown as Field;
  test("another field keeps the operator only where it exists", () => {
    expect(ruleWithField(rule("name", "contains", "x"), "amount", money)).toMatchObject({ field: "amount", op: "ge", value: null });
    expect(ruleWithField(rule("name", "eq", "x"), "amount", money)).toMatchObject({ op: "eq" });
  });
  test("another operator keeps the value only where it has the same shape", () => {
    expect(ruleWithOp(rule("amount", "ge", "5"), "le").value).toBe("5");
    expect(ruleWithOp(rule("amount", "ge", "5"), "between").value).toBeNull();
    expect(ruleWithOp(rule("stage", "eq", "won"), "in").value).toBeNull();
    expect(ruleWithOp(rule("name", "eq", "x"), "empty").value).toBeNull();
  });
  test("starts with what people mean", () => {
    expect(firstOperator(text)).toBe("contains");
    expect(firstOperator({ ...money, operators: ["empty", "within"] })).toBe("within");
    expect(firstOperator({ ...money, operators: ["eq", "ne", "in", "not_in", "lt", "ge"] })).toBe("ge");
    expect(firstOperator({ ...money, type: "formula", result_type: "number", operators: ["eq", "in", "ge"] })).toBe("ge");
  });
});

test("two filters at once", () => {
  const a: Filter = { field: "a", op: "eq", value: 1 };
  const b: Filter = { and: [{ field: "b", op: "eq", value: 2 }] };
  expect(both(a, null)).toEqual(a);
  expect(both(a, b)).toEqual({ and: [a, { field: "b", op: "eq", value: 2 }] });
});
