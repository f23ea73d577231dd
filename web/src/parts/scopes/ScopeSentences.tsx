/** What a program may do, one sentence each, the most dangerous first. */
import type { ScopeInfo } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { scopeWords } from "../../lib/i18n/dict/scopes";
import { Pill } from "../../ui/Pill";
import "./scopes.css";

const WEIGHT: Record<ScopeInfo["risk"], number> = { high: 0, medium: 1, low: 2 };

export function ScopeSentences({ scopes, label }: { scopes: readonly ScopeInfo[]; label: string }) {
  const words = useLabel();
  return (
    <ul className="scope-sentences" aria-label={label}>
      {scopes
        .toSorted((a, b) => WEIGHT[a.risk] - WEIGHT[b.risk])
        .map((scope) => (
          <li key={scope.scope}>
            <span>{words(scope.sentence)}</span>
            <span className="scope-pills">
              <ScopePills scope={scope} />
            </span>
          </li>
        ))}
    </ul>
  );
}

export function ScopePills({ scope }: { scope: Pick<ScopeInfo, "risk" | "personal_data"> }) {
  const t = useT(scopeWords);
  return (
    <>
      {scope.risk === "high" && <Pill color="red">{t("risk.high")}</Pill>}
      {scope.risk === "medium" && !scope.personal_data && <Pill color="amber">{t("risk.medium")}</Pill>}
      {scope.personal_data && <Pill color="amber">{t("personal")}</Pill>}
    </>
  );
}
