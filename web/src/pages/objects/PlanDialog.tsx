/** What a change does to the database, in words, before it is done. */
import { useLabel, useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Dialog } from "../../ui/Dialog";
import { FormError } from "../../ui/FormRow";
import type { PlanState } from "./usePlan";

export function PlanDialog({ plan }: { plan: PlanState }) {
  const t = useT(schemaWords);
  const label = useLabel();
  const shown = plan.shown;
  const isBlocked = (shown?.problems.length ?? 0) > 0;
  return (
    <Dialog
      isOpen={shown !== null}
      onOpenChange={(isOpen) => !isOpen && plan.close()}
      title={t("plan.title")}
      footer={
        <>
          <Button onPress={plan.close}>{t("cancel")}</Button>
          <Button variant="primary" onPress={plan.apply} isPending={plan.isPending} isDisabled={isBlocked}>
            {t("plan.apply")}
          </Button>
        </>
      }
    >
      <div className="stack">
        {shown && shown.steps.length === 0 && <p>{t("plan.none")}</p>}
        {shown && shown.steps.length > 0 && (
          <>
            <ol className="schema-steps">
              {shown.steps.map((step, index) => (
                <li key={index}>{label(step.sentence)}</li>
              ))}
            </ol>
            <p className="meta">{t("plan.words")}</p>
          </>
        )}
        {shown && isBlocked && (
          <Callout tone="danger" title={t("plan.problems")}>
            {shown.problems.map((problem) => problem.message).join(" ")}
          </Callout>
        )}
        <FormError>{plan.problem}</FormError>
      </div>
    </Dialog>
  );
}
