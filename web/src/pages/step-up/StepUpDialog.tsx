/**
 * The question that comes before something dangerous when the last proof is too old: the reader proves once more who they are, and what they
 * wanted goes on. Not for signing in.
 */
import { useEffect, useEffectEvent, useState } from "react";
import { FactorStep } from "../../parts/factor";
import * as flow from "../../lib/api/flow";
import type { Step } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { stepUpWords } from "../../lib/i18n/dict/stepUp";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Dialog } from "../../ui/Dialog";
import { SkeletonLines } from "../../ui/Skeleton";

export interface StepUpDialogProps {
  /** `until` is how long the proof is good, where the server says so. */
  onProved(until?: string): void;
  onCancel(): void;
}

export function StepUpDialog({ onProved, onCancel }: StepUpDialogProps) {
  const t = useT(stepUpWords);
  const [step, setStep] = useState<Step | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [wasGone, setGone] = useState(false);
  const take = (next: Step) => (next.next === "done" ? onProved(next.until) : setStep(next));
  const begin = useEffectEvent(() => {
    setStep(null);
    setError(null);
    flow.stepUp().then(take, setError);
  });
  useEffect(() => begin(), []);
  const gone = () => {
    setGone(true);
    begin();
  };
  const cancel = () => {
    if (step) void flow.stepGiveUp().catch(() => undefined);
    onCancel();
  };
  return (
    <Dialog isOpen onOpenChange={(isOpen) => !isOpen && cancel()} title={t("title")} size="small">
      <div className="stack">
        <p>{t("words")}</p>
        {wasGone && <Callout tone="warning">{t("gone")}</Callout>}
        {error ? (
          <Callout tone="danger" actions={<Button size="small" onPress={() => begin()}>{t("retry")}</Button>}>
            {errorWords(error, t)}
          </Callout>
        ) : step === null ? (
          <SkeletonLines lines={3} />
        ) : step.next === "factor" ? (
          <FactorStep step={step} onStep={take} onGone={gone} />
        ) : (
          <Callout tone="warning">{t("elsewhere")}</Callout>
        )}
      </div>
    </Dialog>
  );
}
