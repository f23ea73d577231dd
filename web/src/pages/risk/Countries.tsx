/** From which countries one may sign in at all; and that nothing is known of countries without a database of places. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import { useLanguage, useT } from "../../lib/i18n";
import { riskWords } from "../../lib/i18n/dict/risk";
import { Callout } from "../../ui/Callout";
import { Checkbox } from "../../ui/Checkbox";
import { FormSection } from "../../ui/FormRow";
import { MultiSelect } from "../../ui/MultiSelect";
import { countryChoices } from "./countries";
import type { RulesProps } from "./RiskPage";

/** The server does not say whether it has the database; where one of the reader's own sign-ins has a place, it has. */
function useKnowsPlaces(): boolean {
  const sessions = useQuery({ queryKey: keys.mySessions(), queryFn: ({ signal }) => calls.mySessions(signal) });
  return sessions.data === undefined || [...sessions.data.items, ...sessions.data.ended].some(({ place }) => place !== null);
}

export function Countries({ draft, onChange, fault }: RulesProps) {
  const t = useT(riskWords);
  const language = useLanguage();
  const choices = useMemo(() => countryChoices(language), [language]);
  const knowsPlaces = useKnowsPlaces();
  return (
    <FormSection title={t("countries")} description={t("countries.words")}>
      {!knowsPlaces && (
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
