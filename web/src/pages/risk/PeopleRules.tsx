/** What holds for the help desk, and for people who leave or move. The pages that live by it are elsewhere. */
import { useT } from "../../lib/i18n";
import { riskWords } from "../../lib/i18n/dict/risk";
import { Checkbox } from "../../ui/Checkbox";
import { FormRow, FormSection } from "../../ui/FormRow";
import { TagField } from "../../ui/TagField";
import { TextField } from "../../ui/TextField";
import { MAX_ITEMS } from "./draft";
import type { RulesProps } from "./RiskPage";

export function PeopleRules({ draft, onChange, fault }: RulesProps) {
  const t = useT(riskWords);
  return (
    <>
      <FormSection title={t("desk")} description={t("desk.words")}>
        <Checkbox isSelected={draft.codeRequired} onChange={(codeRequired) => onChange({ codeRequired })}>
          {t("desk.code")}
          <span className="risk-note">{t("desk.codeHelp")}</span>
        </Checkbox>
      </FormSection>
      <FormSection title={t("leavers")}>
        <FormRow columns={2}>
          <TextField label={t("leavers.due")} inputMode="numeric" maxLength={5} value={draft.dueHours} onChange={(dueHours) => onChange({ dueHours })} description={t("leavers.dueHelp")} error={fault("dueHours")} />
          <TextField label={t("movers.due")} inputMode="numeric" maxLength={4} value={draft.dueDays} onChange={(dueDays) => onChange({ dueDays })} description={t("movers.dueHelp")} error={fault("dueDays")} />
        </FormRow>
        <TagField
          label={t("leavers.items")}
          value={draft.items}
          onChange={(items) => onChange({ items })}
          maxTags={MAX_ITEMS}
          // An item is a sentence: commas belong to it.
          separators={/\n/}
          placeholder={t("leavers.itemsPlaceholder")}
          description={t("leavers.itemsHelp")}
          error={fault("items")}
        />
      </FormSection>
    </>
  );
}
