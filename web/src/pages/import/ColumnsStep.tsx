/** A field for each column, how its cells are written, and what becomes of records that are there already. */
import { useMemo, useState } from "react";
import { isApiError } from "../../lib/api/error";
import type { Field } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useLabel, useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { FormError } from "../../ui/FormRow";
import { RadioGroup } from "../../ui/RadioGroup";
import { Select } from "../../ui/Select";
import { ColumnRow } from "./ColumnRow";
import { type Draft, firstDraft, keysOf, missingRequired, targetsOf, toMapping, withColumn, withField } from "./mapping";
import { useImportActions } from "./useImport";
import type { StepProps } from "./Wizard";

const MODES = ["create", "upsert", "update"] as const;

export function ColumnsStep({ file, object, go }: StepProps) {
  const t = useT(importWords);
  const label = useLabel();
  const { map } = useImportActions(file);
  const [draft, setDraft] = useState<Draft>(() => firstDraft(file));
  const [tried, setTried] = useState(false);
  const targets = useMemo(() => targetsOf(object), [object]);
  const keys = keysOf(object, draft);
  const missing = missingRequired(object, draft);
  const count = draft.columns.filter((column) => column.field !== null).length;
  const needsKey = draft.mode !== "create";
  const change = (next: Draft) => {
    setDraft(next);
    map.reset();
  };
  const columnError = (index: number): string | null => {
    const { error } = map;
    if (!isApiError(error)) return null;
    return error.fields.find((problem) => problem.field.startsWith(`columns.${index}.`))?.message ?? null;
  };
  const keyError = (isApiError(map.error) ? map.error.field("update_by") : null) ?? (tried && needsKey && draft.updateBy === null ? t("key.need") : null);
  const isShown = isApiError(map.error) && map.error.fields.length > 0;
  const next = () => {
    setTried(true);
    if (count === 0 || (needsKey && draft.updateBy === null)) return;
    map.mutate(toMapping(draft), { onSuccess: () => go(null) });
  };
  const name = (field: Field) => label(field.label);
  return (
    <>
      <ul className="import-columns" aria-label={t("step.columns")}>
        <li className="import-column is-head" aria-hidden="true">
          <span>{t("map.column")}</span>
          <span>{t("map.field")}</span>
          <span>{t("map.format")}</span>
        </li>
        {file.columns.map((column, index) => {
          const entry = draft.columns[index];
          return (
            entry && (
              <ColumnRow
                key={column.column}
                column={column}
                entry={entry}
                draft={draft}
                targets={targets}
                error={columnError(index)}
                onField={(field) => change(withField(draft, column.column, field))}
                onPart={(part) => change(withColumn(draft, column.column, part))}
              />
            )
          );
        })}
      </ul>
      <section className="import-mode">
        <RadioGroup label={t("mode.title")} value={draft.mode} onChange={(mode) => change({ ...draft, mode, updateBy: draft.updateBy ?? keys[0]?.name ?? null })} items={MODES.map((id) => ({ id, label: t(`mode.${id}`), description: t(`mode.${id}.help`) }))} />
        {needsKey && (
          <Select
            label={t("key")}
            description={keys.length === 0 ? t("key.none") : t("key.help")}
            items={keys.map((field) => ({ id: field.name, label: name(field) }))}
            value={draft.updateBy}
            onChange={(updateBy) => change({ ...draft, updateBy })}
            error={keyError}
            isRequired
          />
        )}
      </section>
      {missing.length > 0 && <Callout tone="warning">{t("missing", { fields: missing.map(name).join(" · ") })}</Callout>}
      {tried && count === 0 && <FormError>{t("none.mapped")}</FormError>}
      <FormError>{map.error && !isShown ? errorWords(map.error, t) : null}</FormError>
      <footer className="import-foot">
        <span className="meta num">{t("mapped", { n: count, all: draft.columns.length })}</span>
        <Button variant="primary" onPress={next} isPending={map.isPending}>
          {t("next")}
        </Button>
      </footer>
    </>
  );
}
