/** What ended when somebody left: the proof that nothing of theirs opens the door any more. */
import type { Counts } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { leaversWords } from "../../lib/i18n/dict/leavers";
import { FormSection } from "../../ui/FormRow";

const KINDS = ["sessions", "tokens", "devices", "invitations", "jobs", "teams", "views"] as const;

export function Ended({ ended }: { ended: Counts }) {
  const t = useT(leaversWords);
  const some = KINDS.filter((kind) => (ended[kind] ?? 0) > 0);
  return (
    <FormSection title={t("ended")}>
      {some.length === 0 ? (
        <p className="meta">{t("ended.none")}</p>
      ) : (
        <dl className="facts">
          {some.map((kind) => (
            <div key={kind} className="leaver-fact">
              <dt>{t(`ended.${kind}`)}</dt>
              <dd className="num">{ended[kind]}</dd>
            </div>
          ))}
        </dl>
      )}
    </FormSection>
  );
}
