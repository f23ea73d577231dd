/** What is seldom touched: scopes, the claims' names, whose email counts, and second steps that were done there. */
import { useId, useState } from "react";
import { useT } from "../../lib/i18n";
import { ssoWords } from "../../lib/i18n/dict/sso";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { FormError, FormRow } from "../../ui/FormRow";
import { TagField } from "../../ui/TagField";
import { TextField } from "../../ui/TextField";
import { ChevronDown, ChevronRight } from "lucide";
import type { PartProps } from "./ProviderDrawer";

export function MoreSettings(props: PartProps) {
  const t = useT(ssoWords);
  const { draft, set, fault } = props;
  const id = useId();
  const [isAsked, setAsked] = useState(false);
  const isOpen = isAsked || fault("claims") !== null;
  return (
    <div className="stack">
      <span>
        <Button variant="quiet" icon={isOpen ? ChevronDown : ChevronRight} onPress={() => setAsked(!isOpen)} aria-expanded={isOpen} aria-controls={id}>
          {t("more")}
        </Button>
      </span>
      <div id={id} className="stack" hidden={!isOpen}>
        {isOpen && (
          <>
            <TagField label={t("scopes")} value={draft.scopes} onChange={(scopes) => set({ scopes })} description={t("scopes.help")} separators={/[\s,，;；]/} />
            <FormRow columns={2}>
              <TextField label={t("claim.name")} value={draft.nameClaim} onChange={(nameClaim) => set({ nameClaim })} isRequired />
              <TextField label={t("claim.email")} value={draft.emailClaim} onChange={(emailClaim) => set({ emailClaim })} isRequired />
              <TextField label={t("claim.groups")} value={draft.groupsClaim} onChange={(groupsClaim) => set({ groupsClaim })} isRequired />
            </FormRow>
            <FormError>{fault("claims")}</FormError>
            <Checkbox isSelected={draft.needsVerifiedEmail} onChange={(needsVerifiedEmail) => set({ needsVerifiedEmail })}>
              {t("verified")}
            </Checkbox>
            <Checkbox isSelected={draft.trustsSecondFactor} onChange={(trustsSecondFactor) => set({ trustsSecondFactor })}>
              {t("trust")}
            </Checkbox>
            {draft.trustsSecondFactor && <Strength {...props} />}
          </>
        )}
      </div>
    </div>
  );
}

function Strength({ draft, set }: PartProps) {
  const t = useT(ssoWords);
  return (
    <>
      <p className="meta">{t("trust.words")}</p>
      <TagField label={t("second.amr")} value={draft.secondFactorAmr} onChange={(secondFactorAmr) => set({ secondFactorAmr })} />
      <TagField label={t("second.acr")} value={draft.secondFactorAcr} onChange={(secondFactorAcr) => set({ secondFactorAcr })} />
      <TagField label={t("phishing.amr")} value={draft.phishingAmr} onChange={(phishingAmr) => set({ phishingAmr })} />
      <TagField label={t("phishing.acr")} value={draft.phishingAcr} onChange={(phishingAcr) => set({ phishingAcr })} description={t("phishing.help")} />
    </>
  );
}
