/** Above the form, for whoever has just said that their account is compromised: what ended, and what to do now. Nothing for anybody else. */
import { useState } from "react";
import { endedNoted } from "../../lib/ended";
import { useLanguage, useT } from "../../lib/i18n";
import { compromisedWords } from "../../lib/i18n/dict/compromised";
import { EndedCounts } from "../../parts/compromised/EndedCounts";
import { Callout } from "../../ui/Callout";

export function Ended() {
  const t = useT(compromisedWords);
  const language = useLanguage();
  const [report] = useState(endedNoted);
  if (!report) return null;
  const kept = report.factors_recent.filter((factor) => !factor.removed).map((factor) => factor.label || factor.kind);
  return (
    <Callout tone="success" title={t("ended.title")}>
      <div className="sign-in-ended">
        <p>{t("ended.words")}</p>
        <EndedCounts report={report} />
        {kept.length > 0 && <p>{t("ended.factors", { names: kept.join(language === "zh" ? "、" : ", ") })}</p>}
      </div>
    </Callout>
  );
}
