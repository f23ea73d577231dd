/** The fields of an object, and the drawer that makes or changes one. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Plus, Search } from "lucide";
import { useState } from "react";
import { iconOf } from "../../fields/registry";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import type { Field, FieldTypeInfo, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { useShortcuts } from "../../lib/keys";
import { useUrlState } from "../../parts/useUrlState";
import { Button } from "../../ui/Button";
import { FormSection } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { TextField } from "../../ui/TextField";
import { FieldDrawer } from "./FieldDrawer";

const NEW = "+";

export function useFieldTypes(): FieldTypeInfo[] {
  return useQuery({ queryKey: keys.fieldTypes(), queryFn: ({ signal }) => calls.fieldTypes(signal), staleTime: Infinity }).data?.items ?? NONE;
}
const NONE: FieldTypeInfo[] = [];

export function FieldsTab({ object }: { object: ObjectMeta }) {
  const t = useT(schemaWords);
  const label = useLabel();
  const url = useUrlState();
  const [q, setQ] = useState("");
  const types = useFieldTypes();
  const open = url.get("field");
  const field = object.fields.find((entry) => entry.name === open);
  const add = () => url.set({ field: NEW }, { push: true });
  useShortcuts([{ keys: "n", label: t("fields.new"), run: add }], open === "");
  const typeName = (entry: Field): string => label(types.find(({ type }) => type === entry.type)?.label) || entry.type;
  const matches = (entry: Field): boolean => `${entry.label.zh} ${entry.label.en} ${entry.name} ${typeName(entry)}`.toLowerCase().includes(q.trim().toLowerCase());
  const found = object.fields.filter(matches);
  const groups = [
    { title: t("fields.shown"), fields: found.filter((entry) => !entry.system && !entry.retired) },
    { title: t("fields.retired"), fields: found.filter((entry) => entry.retired) },
    { title: t("fields.system"), fields: found.filter((entry) => entry.system && !entry.retired) },
  ].filter(({ fields }) => fields.length > 0);
  return (
    <div className="stack">
      <div className="row-of schema-bar">
        <TextField label={t("fields.search")} hideLabel type="search" placeholder={t("fields.search")} prefix={<Icon icon={Search} size={15} />} value={q} onChange={setQ} />
        <Button variant="primary" icon={Plus} onPress={add}>
          {t("fields.new")}
        </Button>
      </div>
      {groups.length === 0 && <p className="meta">{t("fields.none")}</p>}
      {groups.map(({ title, fields }) => (
        <FormSection key={title} title={title}>
          <div className="card-list">
            {fields.map((entry) => (
              <FieldRow key={entry.name} field={entry} typeName={typeName(entry)} onOpen={() => url.set({ field: entry.name }, { push: true })} />
            ))}
          </div>
        </FormSection>
      ))}
      {open !== "" && (field || open === NEW) && <FieldDrawer key={open} object={object} field={field ?? null} types={types} onClose={() => url.set({ field: null })} />}
    </div>
  );
}

function FieldRow({ field, typeName, onOpen }: { field: Field; typeName: string; onOpen(): void }) {
  const t = useT(schemaWords);
  const label = useLabel();
  const flags = (["required", "unique", "personal"] as const).filter((flag) => field[flag]);
  return (
    <button type="button" className="card-row" onClick={onOpen}>
      <Icon icon={iconOf(field)} size={17} />
      <span className="card-words">
        <span className="card-title">
          {label(field.label)}
          {field.retired && <Pill dot={false}>{t("flag.retired")}</Pill>}
          {flags.map((flag) => (
            <Pill key={flag} color={flag === "required" ? "blue" : flag === "personal" ? "violet" : "teal"} dot={false}>
              {t(`flag.${flag}`)}
            </Pill>
          ))}
          {(field.class === "sensitive" || field.class === "restricted") && <Pill color={field.class === "restricted" ? "red" : "amber"}>{t(`c.${field.class}`)}</Pill>}
          {!field.shipped && !field.system && <Pill color="teal">{t("own")}</Pill>}
        </span>
        <span className="meta">
          {typeName} · <span className="mono">{field.name}</span>
        </span>
      </span>
      <Icon icon={ChevronRight} size={16} />
    </button>
  );
}
