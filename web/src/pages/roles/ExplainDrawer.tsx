/** Why somebody can or can't do a thing: the server's own answer, step by step. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Check, X } from "lucide";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { useObject, useObjects } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import type { Ref } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { rolesWords } from "../../lib/i18n/dict/roles";
import { PersonPicker } from "../../parts/PersonPicker";
import { Waiting } from "../../parts/Waiting";
import { Callout } from "../../ui/Callout";
import { ComboBox } from "../../ui/ComboBox";
import { Drawer } from "../../ui/Drawer";
import { FormRow } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { namedIcon } from "../../ui/Icon/named";
import { Select } from "../../ui/Select";

const ACTIONS = ["view", "create", "edit", "delete", "export", "import", "transfer", "bulk", "history"] as const;
type Action = (typeof ACTIONS)[number];
/** What the server looks at, in crates/access. */
const RULES = ["account", "role", "scope", "owner", "through", "view", "field_role", "field"] as const;
/** Servers have said "allow" and "allows". */
const isAllowing = (outcome: string): boolean => outcome.startsWith("allow");

export function ExplainDrawer({ onClose }: { onClose(): void }) {
  const t = useT(rolesWords);
  const label = useLabel();
  const ruleWords = (rule: string): string => {
    const known = RULES.find((name) => name === rule);
    return known ? t(`rule.${known}`) : rule;
  };
  const objects = useObjects();
  const [person, setPerson] = useState<Ref | null>(null);
  const [action, setAction] = useState<Action>("view");
  const [object, setObject] = useState<string | null>(objects[0]?.name ?? null);
  const [record, setRecord] = useState<Ref | null>(null);
  const [field, setField] = useState<string | null>(null);
  const meta = useObject(object ?? "");
  const question = { user: person?.id ?? "", object: object ?? "", action, ...(record && { id: record.id }), ...(field !== null && { field }) };
  const answer = useQuery({
    queryKey: ["explain", question],
    queryFn: ({ signal }) => calls.accessExplain(question, signal),
    enabled: person !== null && object !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  });
  return (
    <Drawer isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={t("explain.title")}>
      <div className="stack">
        <p className="meta">{t("explain.words")}</p>
        <PersonPicker label={t("explain.person")} value={person} onChange={setPerson} isRequired />
        <FormRow columns={2}>
          <Select label={t("explain.action")} items={ACTIONS.map((id) => ({ id, label: t(`a.${id}`) }))} value={action} onChange={(next) => setAction(ACTIONS.find((id) => id === next) ?? "view")} />
          <Select
            label={t("explain.object")}
            items={objects.map((entry) => ({ id: entry.name, label: label(entry.label), icon: namedIcon(entry.icon) }))}
            value={object}
            onChange={(next) => {
              setObject(next);
              setRecord(null);
              setField(null);
            }}
          />
        </FormRow>
        {object !== null && <RecordPicker key={object} object={object} value={record} onChange={setRecord} />}
        <Select
          label={t("explain.field")}
          items={(meta.data?.fields ?? []).filter((entry) => !entry.retired).map((entry) => ({ id: entry.name, label: label(entry.label) }))}
          value={field}
          onChange={setField}
          placeholder={t("explain.any")}
          isClearable
        />
        {person === null ? <Callout>{t("explain.wait")}</Callout> : <Waiting query={answer} lines={4} />}
        {person !== null && answer.data && !answer.error && (
          <section className="stack" aria-live="polite">
            <Callout tone={answer.data.allowed ? "success" : "danger"} title={t(answer.data.allowed ? "explain.yes" : "explain.no")}>
              {answer.data.sentence}
            </Callout>
            <h3 className="sub-title">{t("explain.steps")}</h3>
            <ol className="card-list">
              {answer.data.steps.map((step, index) => (
                <li key={index} className="card-row">
                  <Icon icon={isAllowing(step.outcome) ? Check : X} label={t(isAllowing(step.outcome) ? "explain.allows" : "explain.refuses")} className={isAllowing(step.outcome) ? "roles-gain" : "roles-loss"} />
                  <span className="card-words">
                    {step.detail}
                    <span className="meta">{ruleWords(step.rule)}</span>
                  </span>
                </li>
              ))}
            </ol>
          </section>
        )}
      </div>
    </Drawer>
  );
}

function RecordPicker({ object, value, onChange }: { object: string; value: Ref | null; onChange(record: Ref | null): void }) {
  const t = useT(rolesWords);
  const [q, setQ] = useState<string | null>(null);
  const query = { limit: 20, ...(q ? { q } : {}), fields: [] };
  const found = useQuery({ queryKey: keys.list(object, query), queryFn: ({ signal }) => calls.records(object, query, signal), enabled: q !== null, placeholderData: keepPreviousData });
  return (
    <ComboBox
      label={t("explain.record")}
      placeholder={t("explain.any")}
      items={(found.data?.items ?? []).map((record) => ({ id: record.id, label: record.label, avatar: "record" as const }))}
      isLoading={q !== null && found.isFetching}
      selected={value && { id: value.id, label: value.label ?? value.id, avatar: "record" }}
      onSelect={(item) => onChange(item && { id: item.id, label: item.label })}
      onSearch={setQ}
    />
  );
}
