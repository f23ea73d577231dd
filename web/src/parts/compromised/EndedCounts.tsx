/** How much of what ended. Also before sign-in: needs neither router nor cache. */
import type { Compromise } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { compromisedWords } from "../../lib/i18n/dict/compromised";
import { endedCounts } from "./counts";
import "./compromised.css";

export function EndedCounts({ report }: { report: Compromise }) {
  const t = useT(compromisedWords);
  const counts = endedCounts(report);
  if (counts.length === 0) return <p>{t("report.nothing")}</p>;
  return (
    <ul className="ended-counts">
      {counts.map(({ kind, n }) => (
        <li key={kind} className="num">
          {t(`n.${kind}`, { n })}
        </li>
      ))}
    </ul>
  );
}
