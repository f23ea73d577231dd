/** What the server says has ended, and which second steps were added lately. */
import type { Compromise } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { compromisedWords } from "../../lib/i18n/dict/compromised";
import { factorWords } from "../../lib/i18n/dict/factors";
import { KIND_ICONS } from "../factor/kinds";
import { Icon } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { EndedCounts } from "./EndedCounts";
import "../parts.css";
import "../factor/factor.css";

export function Report({ report }: { report: Compromise }) {
  const t = useT(compromisedWords);
  const words = useT(factorWords);
  const format = useFormat();
  const factors = report.factors_recent;
  return (
    <div className="stack">
      <EndedCounts report={report} />
      <section className="stack is-tight">
        <h3 className="sub-title">{t("report.factors")}</h3>
        {factors.length === 0 ? (
          <p className="meta">{t("report.none")}</p>
        ) : (
          <>
            <ul className="card-list">
              {factors.map((factor) => {
                const kind = isKind(factor.kind) ? factor.kind : null;
                return (
                  <li key={factor.id} className="card-row">
                    {kind && (
                      <span className="factor-icon">
                        <Icon icon={KIND_ICONS[kind]} size={17} />
                      </span>
                    )}
                    <span className="card-words">
                      <span className="card-title">
                        {factor.label || (kind ? words(`kind.${kind}`) : factor.kind)}
                        <Pill color={factor.removed ? "red" : "gray"} dot={factor.removed}>
                          {t(factor.removed ? "report.removed" : "report.kept")}
                        </Pill>
                      </span>
                      <span className="meta">{[kind && words(`kind.${kind}`), t("report.added", { when: format.dateTime(factor.created_at) })].filter(Boolean).join(" · ")}</span>
                    </span>
                  </li>
                );
              })}
            </ul>
            {factors.some((factor) => !factor.removed) && <p className="meta">{t("report.factorsKept")}</p>}
          </>
        )}
      </section>
    </div>
  );
}

const isKind = (kind: string): kind is keyof typeof KIND_ICONS => kind in KIND_ICONS;
