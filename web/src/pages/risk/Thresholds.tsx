/** From how many points on what happens, and what that comes to in a few cases everybody knows. */
import { useT } from "../../lib/i18n";
import { riskWords } from "../../lib/i18n/dict/risk";
import { FormSection } from "../../ui/FormRow";
import { Pill, type PillColor } from "../../ui/Pill";
import { TextField } from "../../ui/TextField";
import { EXAMPLES, type Example, pointsOf, type Verdict, verdictOf } from "./draft";
import type { RulesProps } from "./RiskPage";

const COLORS: Record<Verdict, PillColor> = { low: "gray", notify: "blue", confirm: "amber", block: "red" };

export function Thresholds({ draft, onChange, fault }: RulesProps) {
  const t = useT(riskWords);
  const figure = (name: "notify" | "confirm" | "block") => (
    <TextField label={t(name)} inputMode="numeric" maxLength={4} value={draft[name]} onChange={(value) => onChange({ [name]: value })} description={t(`${name}.help`)} error={fault(name)} />
  );
  const isSound = !fault("notify") && !fault("confirm") && !fault("block");
  return (
    <FormSection title={t("at")}>
      <div className="risk-figures">
        {figure("notify")}
        {figure("confirm")}
        {figure("block")}
      </div>
      {isSound && (
        <section className="stack is-tight" aria-label={t("examples")}>
          <h3 className="sub-title">{t("examples")}</h3>
          <ul className="card-list">
            {(Object.keys(EXAMPLES) as Example[]).map((id) => {
              const points = pointsOf(EXAMPLES[id]);
              const verdict = verdictOf(points, draft);
              return (
                <li key={id} className="card-row risk-example">
                  <span className="card-words">
                    <span>{t(`example.${id}`)}</span>
                    <span className="meta num">{t("example.points", { n: points })}</span>
                  </span>
                  <Pill color={COLORS[verdict]}>{t(`verdict.${verdict}`)}</Pill>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </FormSection>
  );
}
