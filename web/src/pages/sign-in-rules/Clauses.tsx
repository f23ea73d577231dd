/** What the standards say about a policy, clause by clause; worked out by the server from the policy itself. */
import { useQuery } from "@tanstack/react-query";
import { keys } from "../../lib/api/keys";
import { policyClauses } from "../../lib/api/security";
import type { Clause, Policy } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { signInRulesWords } from "../../lib/i18n/dict/signInRules";
import { Waiting } from "../../parts/Waiting";
import { FormSection } from "../../ui/FormRow";
import { Pill, type PillColor } from "../../ui/Pill";

const COLORS: Record<Clause["verdict"], PillColor> = { meets: "green", breaks: "red", not_judged: "gray" };

export function Clauses({ policy, isSaved }: { policy: Policy; isSaved: boolean }) {
  const t = useT(signInRulesWords);
  const label = useLabel();
  const clauses = useQuery({ queryKey: keys.policyClauses(policy.key), queryFn: ({ signal }) => policyClauses(policy.key, signal), enabled: isSaved });
  const title = t("clauses.of", { name: label(policy.label) });
  if (!isSaved) {
    return (
      <FormSection title={title}>
        <p className="meta">{t("clauses.unsaved")}</p>
      </FormSection>
    );
  }
  const items = clauses.data?.items ?? [];
  const standards = [...new Set(items.map(({ standard }) => standard))];
  return (
    <FormSection title={title}>
      <Waiting query={clauses} />
      {standards.map((standard) => (
        <Standard key={standard} name={standard} items={items.filter((each) => each.standard === standard)} />
      ))}
    </FormSection>
  );
}

function Standard({ name, items }: { name: string; items: readonly Clause[] }) {
  const t = useT(signInRulesWords);
  const label = useLabel();
  const count = (verdict: Clause["verdict"]) => items.filter((each) => each.verdict === verdict).length;
  return (
    <table className="rules-clauses">
      <caption>
        <span>{name}</span>
        <span className="meta num">{t("verdict.count", { meets: count("meets"), breaks: count("breaks") })}</span>
      </caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("clauses.id")}</th>
          <th scope="col">{t("clauses.title")}</th>
          <th scope="col">{t("clauses.verdict")}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((clause) => (
          <tr key={clause.id}>
            <th scope="row" className="num">
              {clause.id}
              {clause.weight && <span className="meta">{clause.weight}</span>}
            </th>
            <td>
              <span>{label(clause.title)}</span>
              <span className="meta">{label(clause.because)}</span>
            </td>
            <td>
              <Pill color={COLORS[clause.verdict]}>{t(`verdict.${clause.verdict}`)}</Pill>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
