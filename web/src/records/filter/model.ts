/**
 * A filter while it is being built: groups and conditions that may still be unfinished. What is sent is made of the finished ones only.
 * Pure: the screen is in FilterBuilder.
 */
import type { Field, Filter, FilterOp } from "../../lib/api/types";
import { isEmpty } from "../../fields/values";

export interface Rule {
  kind: "rule";
  id: number;
  /** "amount", or one hop away "account.industry"; null while nothing is chosen. */
  field: string | null;
  op: FilterOp;
  value: unknown;
}
export interface Group {
  kind: "group";
  id: number;
  join: "and" | "or";
  isNot: boolean;
  items: Node[];
}
export type Node = Rule | Group;

export const MAX_LEVELS = 8;
export const MAX_NODES = 100;

let nextId = 1;
export const newRule = (field: string | null = null, op: FilterOp = "eq"): Rule => ({ kind: "rule", id: nextId++, field, op, value: null });
export const newGroup = (join: Group["join"] = "and", items: Node[] = []): Group => ({ kind: "group", id: nextId++, join, isNot: false, items });

const BARE: readonly FilterOp[] = ["empty", "not_empty", "me", "my_team"];
/** Operators that stand alone. */
export const needsValue = (op: FilterOp): boolean => !BARE.includes(op);
const LISTS: readonly FilterOp[] = ["in", "not_in", "has_any", "has_all", "has_none"];

export function isFinished(rule: Rule): boolean {
  if (rule.field === null) return false;
  if (!needsValue(rule.op)) return true;
  if (rule.op === "between") return Array.isArray(rule.value) && rule.value.length === 2 && rule.value.every((side) => !isEmpty(side));
  return !isEmpty(rule.value);
}

/** What goes to the server; null when nothing is finished. One condition alone needs no group around it. */
export function toFilter(node: Node): Filter | null {
  if (node.kind === "rule") {
    if (!isFinished(node) || node.field === null) return null;
    return needsValue(node.op) ? { field: node.field, op: node.op, value: node.value } : { field: node.field, op: node.op };
  }
  const items = node.items.map(toFilter).filter((item) => item !== null);
  const [only] = items;
  if (only === undefined) return null;
  const inner: Filter = items.length === 1 ? only : node.join === "and" ? { and: items } : { or: items };
  return node.isNot ? { not: inner } : inner;
}

function toNode(filter: Filter): Node {
  if ("and" in filter) return newGroup("and", filter.and.map(toNode));
  if ("or" in filter) return newGroup("or", filter.or.map(toNode));
  if ("not" in filter) {
    const inner = toNode(filter.not);
    // "Not not" keeps its two levels: what was saved is not rewritten behind the reader's back.
    return inner.kind === "group" && !inner.isNot ? { ...inner, isNot: true } : { ...newGroup("and", [inner]), isNot: true };
  }
  return { ...newRule(filter.field, filter.op), value: filter.value ?? null };
}

/** Always a group on top, so that there is a place to add to. */
export function fromFilter(filter: Filter | null | undefined): Group {
  if (!filter) return newGroup();
  const node = toNode(filter);
  return node.kind === "group" && !node.isNot ? node : newGroup("and", [node]);
}

export function countNodes(node: Node): number {
  return node.kind === "rule" ? 1 : 1 + node.items.reduce((sum, item) => sum + countNodes(item), 0);
}

/** Gives the node with this id to `change`; null takes it out. */
export function mapNode(group: Group, id: number, change: (node: Node) => Node | null): Group {
  const items = group.items.flatMap((item): Node[] => {
    if (item.id === id) {
      const next = change(item);
      return next ? [next] : [];
    }
    return [item.kind === "group" ? mapNode(item, id, change) : item];
  });
  const self = { ...group, items };
  if (group.id !== id) return self;
  const next = change(self);
  return next?.kind === "group" ? next : self;
}

export const addTo = (root: Group, groupId: number, node: Node): Group => mapNode(root, groupId, (group) => (group.kind === "group" ? { ...group, items: [...group.items, node] } : group));

/** A rule about another field keeps its operator and value only where they still make sense. */
export function ruleWithField(rule: Rule, path: string, field: Field): Rule {
  const keepsOp = field.operators.includes(rule.op) && rule.field !== null;
  return { ...rule, field: path, op: keepsOp ? rule.op : (firstOperator(field) ?? "not_empty"), value: null };
}

export function ruleWithOp(rule: Rule, op: FilterOp): Rule {
  const isSameShape = LISTS.includes(rule.op) === LISTS.includes(op) && (rule.op === "between") === (op === "between") && (rule.op === "within") === (op === "within");
  return { ...rule, op, value: needsValue(op) && isSameShape ? rule.value : null };
}

const PREFERRED: readonly FilterOp[] = ["me", "within", "contains", "in", "has_any", "eq"];
/** Of figures one asks from where on, not which of a list. */
const FIGURES: readonly string[] = ["money", "number", "percent", "integer", "rating"];
/** The operator people most often mean. */
export function firstOperator(field: Pick<Field, "operators" | "type" | "result_type">): FilterOp | undefined {
  const type = field.type === "formula" || field.type === "rollup" ? field.result_type : field.type;
  if (type !== null && FIGURES.includes(type) && field.operators.includes("ge")) return "ge";
  const preferred = PREFERRED.filter((op) => !(op === "in" && field.type === "text"));
  return preferred.find((op) => field.operators.includes(op)) ?? field.operators[0];
}

/** Both filters at once. */
export function both(a: Filter | null, b: Filter | null): Filter | null {
  if (!a) return b;
  if (!b) return a;
  return { and: [...("and" in a ? a.and : [a]), ...("and" in b ? b.and : [b])] };
}
