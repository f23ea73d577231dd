/** The filters above the log. On a phone the lesser ones wait behind a button. */
import { SlidersHorizontal, X } from "lucide";
import { useState } from "react";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { auditWords } from "../../lib/i18n/dict/audit";
import { RANGES } from "../../parts/logAddress";
import { PersonPicker } from "../../parts/PersonPicker";
import { useUrlState } from "../../parts/useUrlState";
import { Button } from "../../ui/Button";
import { DateTimePicker } from "../../ui/DatePicker";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { IconButton } from "../../ui/IconButton";
import type { ChoiceItem } from "../../ui/ListBox/types";
import { Select } from "../../ui/Select";
import { TextField } from "../../ui/TextField";
import { ACTIONS, FILTERS, OUTCOMES, recordIdIn } from "./filters";

export function FilterBar({ objects, onClear }: { objects: readonly ChoiceItem[]; onClear(): void }) {
  const t = useT(auditWords);
  const format = useFormat();
  const phone = usePhone();
  const url = useUrlState();
  const [all, setAll] = useState(false);
  const range = url.get("range") || "all";
  const isFiltered = FILTERS.some((name) => url.get(name) !== "");
  const actor = url.get("actor");
  return (
    <div className="tool-bar audit-filters">
      <Select label={t("f.range")} hideLabel items={RANGES.map((id) => ({ id, label: t(`range.${id}`) }))} value={range} onChange={(next) => url.set({ range: next === "all" ? null : next })} />
      {range === "custom" && (
        <>
          <DateTimePicker label={t("f.from")} value={url.get("from") || null} onChange={(from) => url.set({ from })} timeZone={format.context.timeZone} />
          <DateTimePicker label={t("f.to")} value={url.get("to") || null} onChange={(to) => url.set({ to })} timeZone={format.context.timeZone} />
        </>
      )}
      <PersonPicker
        label={t("f.actor")}
        hideLabel
        placeholder={t("f.actor")}
        value={actor === "" ? null : { id: actor, label: url.get("name") || actor }}
        onChange={(person) => url.set({ actor: person?.id ?? null, name: person?.label ?? null })}
      />
      {(!phone || all) && (
        <>
          <Select label={t("f.action")} hideLabel placeholder={t("f.action")} items={ACTIONS.map((id) => ({ id, label: t(`a.${id}`) }))} value={url.get("action") || null} onChange={(action) => url.set({ action })} isClearable />
          <Select label={t("f.object")} hideLabel placeholder={t("f.object")} items={objects} value={url.get("object") || null} onChange={(object) => url.set({ object })} isClearable />
          <Select label={t("f.outcome")} hideLabel placeholder={t("f.outcome")} items={OUTCOMES.map((id) => ({ id, label: t(`o.${id}`) }))} value={url.get("outcome") || null} onChange={(outcome) => url.set({ outcome })} isClearable />
          <RecordField key={url.get("record")} value={url.get("record")} onChange={(record) => url.set({ record })} />
        </>
      )}
      {phone && !all && <IconButton icon={SlidersHorizontal} label={t("f.more")} onPress={() => setAll(true)} />}
      {isFiltered && (
        <Button variant="quiet" icon={X} onPress={onClear}>
          {t("f.clear")}
        </Button>
      )}
    </div>
  );
}

/** Asked for when it is finished: half an id names nothing. What cannot be an id is said here, and the log stays as it is. */
function RecordField({ value, onChange }: { value: string; onChange(record: string): void }) {
  const t = useT(auditWords);
  const [typed, setTyped] = useState(value);
  const [isWrong, setWrong] = useState(value !== "" && recordIdIn(value) === null);
  const settle = () => {
    const text = typed.trim();
    const id = recordIdIn(text);
    setWrong(text !== "" && id === null);
    if (text === "" || id !== null) {
      setTyped(id ?? "");
      if ((id ?? "") !== value) onChange(id ?? "");
    }
  };
  return (
    <TextField
      label={t("f.record")}
      hideLabel
      placeholder={t("f.record")}
      value={typed}
      onChange={(next) => {
        setTyped(next);
        setWrong(false);
      }}
      onBlur={settle}
      onKeyDown={(event) => event.key === "Enter" && settle()}
      error={isWrong ? t("f.recordWrong") : null}
    />
  );
}
