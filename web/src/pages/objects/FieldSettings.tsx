/** The settings that only some types have, as the server lists them. After making a field, only options and the formula can change. */
import { useObject, useObjects } from "../../lib/api/hooks";
import type { FieldType } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { Checkbox } from "../../ui/Checkbox";
import { FormRow } from "../../ui/FormRow";
import { MultiSelect } from "../../ui/MultiSelect";
import { NumberField } from "../../ui/NumberField";
import { Select } from "../../ui/Select";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import type { FieldDraft, RollupDraft } from "./draft";
import type { FieldFormProps } from "./FieldForm";
import { useFieldTypes } from "./FieldsTab";
import { OptionsEditor } from "./OptionsEditor";

const RESULTS: readonly FieldType[] = ["number", "money", "percent", "text", "boolean", "date"];
const FORMATS = ["credit_code", "id_number"] as const;

export function FieldSettings(props: FieldFormProps) {
  const { field, draft, onChange, info, plan, isLocked } = props;
  const t = useT(schemaWords);
  const label = useLabel();
  const objects = useObjects();
  const types = useFieldTypes();
  const has = (setting: string): boolean => info?.settings.includes(setting) ?? false;
  const set = (part: Partial<FieldDraft>) => onChange({ ...draft, ...part });
  // The pipeline keeps the options of its own field.
  const isStage = field !== null && props.object.pipeline?.field === field.name;
  const isFixed = field !== null;
  const number = (key: "max_length" | "scale" | "min" | "max", words: string, scale?: number) =>
    has(key) && <NumberField label={words} value={draft[key]} onChange={(value) => set({ [key]: value })} onMisread={(value) => set({ [key]: value })} scale={scale} isDisabled={isFixed} error={plan.at(key)} />;
  return (
    <>
      {has("options") && !isStage && <OptionsEditor options={draft.options} kept={field?.options ?? []} onChange={(options) => set({ options })} isDisabled={isLocked} error={plan.at("options")} />}
      {has("objects") && (
        <MultiSelect label={t("field.objects")} isRequired items={objects.map((object) => ({ id: object.name, label: label(object.label) }))} value={draft.objects} onChange={(next) => set({ objects: next })} isDisabled={isFixed} error={plan.at("objects")} />
      )}
      <FormRow columns={2}>
        {number("max_length", t("field.max_length"), 0)}
        {has("format") && (
          <Select label={t("field.format")} items={FORMATS.map((id) => ({ id, label: t(`field.format.${id}`) }))} value={draft.format} onChange={(format) => set({ format })} placeholder={t("field.format.none")} isClearable isDisabled={isFixed} error={plan.at("format")} />
        )}
        {number("scale", t("field.scale"), 0)}
        {has("currency") && <TextField label={t("field.currency")} description={t("field.currency.help")} value={draft.currency} onChange={(currency) => set({ currency: currency.toUpperCase() })} maxLength={3} isDisabled={isFixed} error={plan.at("currency")} />}
        {number("min", t("field.min"))}
        {number("max", draft.type === "rating" ? t("field.rating.max") : t("field.max"), draft.type === "rating" ? 0 : undefined)}
        {has("pattern") && <TextField label={t("field.pattern")} description={t("field.pattern.help")} isRequired value={draft.pattern} onChange={(pattern) => set({ pattern })} isDisabled={isFixed} error={plan.at("pattern")} />}
      </FormRow>
      {has("negative") && !isFixed && (
        <Checkbox isSelected={draft.negative} onChange={(negative) => set({ negative })}>
          {t("field.negative")}
        </Checkbox>
      )}
      {has("formula") && <TextArea label={t("field.formula")} description={t("field.formula.help")} isRequired value={draft.formula} onChange={(formula) => set({ formula })} isDisabled={isLocked} error={plan.at("formula")} />}
      {has("result_type") && (
        <Select label={t("field.result")} items={RESULTS.map((id) => ({ id, label: label(types.find(({ type }) => type === id)?.label) || id }))} value={draft.result_type} onChange={(next) => set({ result_type: RESULTS.find((id) => id === next) ?? "number" })} isDisabled={isFixed} error={plan.at("result_type")} />
      )}
      {has("rollup") && !isFixed && <Rollup object={props.object.name} value={draft.rollup} onChange={(rollup) => set({ rollup })} error={plan.at("rollup")} />}
    </>
  );
}

const FUNCTIONS = ["count", "sum", "min", "max"] as const;
const ADDABLE = new Set<string>(["number", "integer", "money", "percent", "rating"]);

function Rollup({ object, value, onChange, error }: { object: string; value: RollupDraft; onChange(value: RollupDraft): void; error: string | null }) {
  const t = useT(schemaWords);
  const label = useLabel();
  const objects = useObjects();
  const other = useObject(value.object ?? "");
  const links = (other.data?.fields ?? []).filter((field) => !field.retired && field.type === "link" && field.objects?.includes(object));
  const worked = (other.data?.fields ?? []).filter((field) => !field.retired && (ADDABLE.has(field.type) || (value.function !== "sum" && (field.type === "date" || field.type === "datetime"))));
  const items = (fields: typeof links) => fields.map((field) => ({ id: field.name, label: label(field.label) }));
  return (
    <FormRow columns={2}>
      <Select label={t("field.rollup.object")} isRequired items={objects.map((entry) => ({ id: entry.name, label: label(entry.plural) }))} value={value.object} onChange={(next) => onChange({ ...value, object: next, via: null, field: null })} error={error} />
      <Select label={t("field.rollup.via")} isRequired items={items(links)} value={value.via} onChange={(via) => onChange({ ...value, via })} isDisabled={value.object === null} />
      <Select label={t("field.rollup.function")} items={FUNCTIONS.map((id) => ({ id, label: t(`fn.${id}`) }))} value={value.function} onChange={(next) => onChange({ ...value, function: FUNCTIONS.find((id) => id === next) ?? "count" })} />
      {value.function !== "count" && <Select label={t("field.rollup.field")} isRequired items={items(worked)} value={value.field} onChange={(field) => onChange({ ...value, field })} isDisabled={value.object === null} />}
    </FormRow>
  );
}
