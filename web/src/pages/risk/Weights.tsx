/** What adds how many points. Fixed, and shown so that the figures above mean something. */
import { useT } from "../../lib/i18n";
import { riskWords } from "../../lib/i18n/dict/risk";
import { FormSection } from "../../ui/FormRow";
import { OF_PLACES, type Sign, WEIGHTS } from "./draft";

export function Weights() {
  const t = useT(riskWords);
  return (
    <FormSection title={t("weights")} description={t("weights.words")}>
      <table className="risk-weights">
        <thead>
          <tr>
            <th scope="col">{t("weights.sign")}</th>
            <th scope="col">{t("weights.points")}</th>
          </tr>
        </thead>
        <tbody>
          {(Object.keys(WEIGHTS) as Sign[]).map((sign) => (
            <tr key={sign}>
              <th scope="row">
                {t(`sign.${sign}`)}
                {OF_PLACES.includes(sign) && <span className="meta">{t("sign.geo")}</span>}
              </th>
              <td className="num">+{WEIGHTS[sign]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </FormSection>
  );
}
