/** The form of a field: what every field has, then what its type has. */
import type { Field, FieldTypeInfo, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { LabelFields } from "../../parts/LabelFields";
import { Checkbox } from "../../ui/Checkbox";
import { FormError } from "../../ui/FormRow";
import { Select } from "../../ui/Select";
import { TextField } from "../../ui/TextField";
import { classesFrom, type FieldDraft, mayBeIndexed, mayBeRequired, mayBeUnique } from "./draft";
import { FieldSettings } from "./FieldSettings";
import type { PlanState } from "./usePlan";

export interface FieldFormProps {
  object: ObjectMeta;
  field: Field | null;
  draft: FieldDraft;
  onChange(draft: FieldDraft): void;
  name: string;
  onName(name: string): void;
  info: FieldTypeInfo | null;
  plan: PlanState;
  isLocked: boolean;
  labelError: string | null;
  nameError: string | null;
}

const FLAGS = ["required", "unique", "indexed", "personal"] as const;

export function FieldForm(props: FieldFormProps) {
  const { field, draft, onChange, plan, isLocked } = props;
  const t = useT(schemaWords);
  const label = useLabel();
  const set = (part: Partial<FieldDraft>) => onChange({ ...draft, ...part });
  const may = { required: mayBeRequired(draft.type), unique: mayBeUnique(draft.type), indexed: mayBeIndexed(draft.type), personal: true };
  // A shipped field may be restricted, never loosened.
  const isHeld = (flag: (typeof FLAGS)[number]): boolean => isLocked || (field !== null && field.shipped && field[flag] && flag !== "indexed");
  const shownAt = ["label", "name", "help", "class", ...FLAGS, ...(props.info?.settings ?? [])];
  return (
    <>
      {field && <p className="meta">{`${label(props.info?.label) || draft.type} · ${field.name}`}</p>}
      <LabelFields label={t("f.label")} isRequired autoFocus={field === null} isDisabled={isLocked} value={draft.label} onChange={(next) => set({ label: next })} error={plan.at("label") ?? props.labelError} />
      {field === null && <TextField label={t("f.name")} description={t("f.name.help")} isRequired value={props.name} onChange={props.onName} error={plan.at("name") ?? props.nameError} maxLength={44} />}
      <FieldSettings {...props} />
      <LabelFields label={t("field.help")} isDisabled={isLocked} value={draft.help} onChange={(help) => set({ help })} error={plan.at("help")} maxLength={200} />
      <div className="schema-flags">
        {FLAGS.filter((flag) => may[flag]).map((flag) => (
          <Checkbox key={flag} isSelected={draft[flag]} isDisabled={isHeld(flag)} onChange={(value) => set({ [flag]: value })}>
            {t(`field.${flag}`)}
            {plan.at(flag) && <span className="k-field-error schema-flag-error">{plan.at(flag)}</span>}
          </Checkbox>
        ))}
      </div>
      <Select
        label={t("field.class")}
        description={t("field.class.help")}
        items={classesFrom(field?.class ?? null).map((id) => ({ id, label: t(`c.${id}`) }))}
        value={draft.class}
        onChange={(next) => set({ class: classesFrom(null).find((id) => id === next) ?? draft.class })}
        isDisabled={isLocked}
        error={plan.at("class")}
      />
      <FormError>{plan.problem && plan.shown === null && !shownAt.some((setting) => plan.at(setting)) ? plan.problem : null}</FormError>
    </>
  );
}
