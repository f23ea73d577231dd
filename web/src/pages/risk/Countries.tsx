/** From which countries one may sign in at all; and that nothing is known of countries without a database of places. */
import { useMemo } from "react";
import { useMe } from "../../lib/api/hooks";
import { useLanguage, useT } from "../../lib/i18n";
import { riskWords } from "../../lib/i18n/dict/risk";
import { Callout } from "../../ui/Callout";
import { Checkbox } from "../../ui/Checkbox";
import { FormSection } from "../../ui/FormRow";
import { MultiSelect } from "../../ui/MultiSelect";
import { countryChoices } from "./countries";
import type { RulesProps } from "./RiskPage";

export function Countries({ draft, onChange, fault }: RulesProps) {
  const t = useT(riskWords);
  const language = useLanguage();
  const { features } = useMe();
  const choices = useMemo(() => countryChoices(language), [language]);
  return (
    <FormSection title={t("countries")} description={t("countries.words")}>
      {!features.places && (
        <Callout tone="warning" title={t("geo")}>
          {t("geo.words")}
        </Callout>
      )}
      <Checkbox isSelected={draft.limitsCountries} onChange={(limitsCountries) => onChange({ limitsCountries })}>
        {t("countries.limit")}
      </Checkbox>
      {draft.limitsCountries && (
        <div className="risk-narrow">
          <MultiSelect label={t("countries.list")} items={choices} value={draft.countries} onChange={(countries) => onChange({ countries: countries.toSorted() })} error={fault("countries")} />
        </div>
      )}
    </FormSection>
  );
}
