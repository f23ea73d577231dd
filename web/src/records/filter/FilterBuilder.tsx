/** Builds a filter: conditions in groups, joined by "and" or "or". Every finished condition works at once. */
import { Plus, X } from "lucide";
import { useState } from "react";
import { FieldOperand } from "../../fields/FieldEditor";
import type { Filter, FilterOp, ObjectMeta } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { recordWords } from "../../lib/i18n/dict/records";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { Select } from "../../ui/Select";
import { Switch } from "../../ui/Switch";
import { FieldPicker } from "./FieldPicker";
import { addTo, countNodes, fromFilter, type Group, mapNode, MAX_LEVELS, MAX_NODES, needsValue, newGroup, newRule, type Node, type Rule, ruleWithField, ruleWithOp, toFilter } from "./model";
import { type FilterField, useFilterFields } from "./useFilterFields";
import "./filter.css";

export interface FilterBuilderProps {
  meta: ObjectMeta;
  filter: Filter | null;
  onChange(filter: Filter | null): void;
}

export function FilterBuilder({ meta, filter, onChange }: FilterBuilderProps) {
  const t = useT(recordWords);
  const fields = useFilterFields(meta);
  const [root, setRoot] = useState<Group>(() => {
    const start = fromFilter(filter);
    return start.items.length > 0 ? start : { ...start, items: [newRule()] };
  });
  const change = (next: Group) => {
    setRoot(next);
    const [before, after] = [toFilter(root), toFilter(next)];
    if (JSON.stringify(before) !== JSON.stringify(after)) onChange(after);
  };
  return (
    <div className="filter">
      <GroupBox group={root} root={root} level={1} fields={fields} onRoot={change} />
      <div className="filter-foot">
        <Button variant="quiet" size="small" isDisabled={toFilter(root) === null} onPress={() => change({ ...root, items: [newRule()] })}>
          {t("filter.clear")}
        </Button>
      </div>
    </div>
  );
}

interface GroupBoxProps {
  group: Group;
  root: Group;
  level: number;
  fields: readonly FilterField[];
  onRoot(root: Group): void;
}

function GroupBox({ group, root, level, fields, onRoot }: GroupBoxProps) {
  const t = useT(recordWords);
  const isRoot = group.id === root.id;
  const isFull = countNodes(root) >= MAX_NODES;
  const update = (id: number, to: (node: Node) => Node | null) => onRoot(mapNode(root, id, to));
  const setSelf = (patch: Partial<Group>) => update(group.id, (node) => (node.kind === "group" ? { ...node, ...patch } : node));
  return (
    <div className={isRoot ? "filter-group" : "filter-group is-inner"} role="group" aria-label={t(group.join === "and" ? "filter.all" : "filter.any")}>
      {(group.items.length > 1 || !isRoot) && (
        <div className="filter-join">
          <SegmentedControl
            label={t("filter.join")}
            value={group.join}
            onChange={(join) => setSelf({ join })}
            items={[
              { id: "and", label: t("filter.all") },
              { id: "or", label: t("filter.any") },
            ]}
          />
          {!isRoot && (
            <>
              <Switch isSelected={group.isNot} onChange={(isNot) => setSelf({ isNot })}>
                {t("filter.not")}
              </Switch>
              <IconButton size="small" icon={X} label={t("filter.removeGroup")} onPress={() => update(group.id, () => null)} />
            </>
          )}
        </div>
      )}
      {group.items.map((item) =>
        item.kind === "group" ? (
          <GroupBox key={item.id} group={item} root={root} level={level + 1} fields={fields} onRoot={onRoot} />
        ) : (
          <RuleRow key={item.id} rule={item} fields={fields} onChange={(rule) => update(item.id, () => rule)} onRemove={() => update(item.id, () => null)} />
        ),
      )}
      <div className="filter-add">
        <Button variant="quiet" size="small" icon={Plus} isDisabled={isFull} onPress={() => onRoot(addTo(root, group.id, newRule()))}>
          {t("filter.addRule")}
        </Button>
        <Button variant="quiet" size="small" icon={Plus} isDisabled={isFull || level >= MAX_LEVELS} onPress={() => onRoot(addTo(root, group.id, newGroup(group.join === "and" ? "or" : "and", [newRule()])))}>
          {t("filter.addGroup")}
        </Button>
      </div>
    </div>
  );
}

interface RuleRowProps {
  rule: Rule;
  fields: readonly FilterField[];
  onChange(rule: Rule): void;
  onRemove(): void;
}

function RuleRow({ rule, fields, onChange, onRemove }: RuleRowProps) {
  const t = useT(recordWords);
  const words = useT(fieldWords);
  const chosen = fields.find((entry) => entry.path === rule.field);
  const type = chosen?.field.type === "formula" || chosen?.field.type === "rollup" ? chosen.field.result_type : chosen?.field.type;
  const opWords = (op: FilterOp) => {
    const isDay = type === "date" || type === "datetime";
    return isDay && (op === "eq" || op === "ne" || op === "lt" || op === "le" || op === "gt" || op === "ge") ? words(`op.date.${op}`) : words(`op.${op}`);
  };
  return (
    <div className="filter-rule">
      <FieldPicker
        fields={fields}
        selected={chosen ?? null}
        unknown={rule.field !== null && !chosen && fields.length > 0 ? rule.field : null}
        onSelect={(entry) => onChange(ruleWithField(rule, entry.path, entry.field))}
      />
      {chosen && (
        <Select label={t("filter.operator")} hideLabel items={chosen.field.operators.map((op) => ({ id: op, label: opWords(op) }))} value={rule.op} onChange={(op) => op && onChange(ruleWithOp(rule, op as FilterOp))} />
      )}
      <div className="filter-operand">
        {chosen && needsValue(rule.op) && <FieldOperand key={`${rule.field}:${rule.op}`} field={chosen.field} op={rule.op} label={`${chosen.label} ${opWords(rule.op)}`} value={rule.value} onChange={(value) => onChange({ ...rule, value })} />}
      </div>
      <IconButton size="small" icon={X} label={t("filter.removeRule")} onPress={onRemove} />
    </div>
  );
}
