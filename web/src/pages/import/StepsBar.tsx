/** Where the import stands among its steps. */
import { Check } from "lucide";
import { useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { cx } from "../../ui/classes";
import { Icon } from "../../ui/Icon";
import { type Step, STEPS } from "./mapping";

export function StepsBar({ step, isOver = false }: { step: Step; isOver?: boolean }) {
  const t = useT(importWords);
  const at = STEPS.indexOf(step);
  return (
    <ol className="import-steps" aria-label={t("steps")}>
      {STEPS.map((entry, index) => {
        const isDone = index < at || isOver;
        return (
          <li key={entry} className={cx(isDone && "is-done", index === at && !isOver && "is-here")} aria-current={index === at ? "step" : undefined}>
            <span className="import-step-mark num">{isDone ? <Icon icon={Check} size={13} strokeWidth={2.5} /> : index + 1}</span>
            <span className="import-step-name">{t(`step.${entry}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}
