/** The dry run: asked for, under way, and what it found; from there the import itself. */
import { Play } from "lucide";
import { useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { ProgressBar } from "../../ui/ProgressBar";
import { undecided } from "./mapping";
import { CheckFoot } from "./MatchesStep";
import { Report } from "./Report";
import { useImportActions } from "./useImport";
import type { StepProps } from "./Wizard";

export function CheckStep({ file, object, go }: StepProps) {
  const t = useT(importWords);
  const actions = useImportActions(file);
  const left = undecided(file);
  const { done, total } = file.progress;
  if (file.state === "checking") {
    return (
      <div className="import-busy" aria-live="polite">
        <ProgressBar label={t("check.progress")} value={done} max={total} valueLabel={t("progress", { done, total })} />
        <p className="meta">{t("check.nothing")}</p>
      </div>
    );
  }
  if (file.state !== "checked") {
    return (
      <>
        <Callout>{t("check.words")}</Callout>
        <CheckFoot file={file} go={go} actions={actions} />
      </>
    );
  }
  const count = file.result ? file.result.created + file.result.updated + file.result.unchanged : file.rows;
  return (
    <>
      <Report file={file} object={object} title={t("check.title")} note={t("check.nothing")} />
      {left.texts > 0 && (
        <Callout tone="warning" actions={<Button size="small" onPress={() => go("matches")}>{t("backTo.matches")}</Button>}>
          {t("matches.left", { n: left.texts, rows: left.rows })}
        </Callout>
      )}
      <footer className="import-foot">
        <Button onPress={() => go("columns")}>{t("backTo.columns")}</Button>
        {file.matches.length > 0 && <Button onPress={() => go("matches")}>{t("backTo.matches")}</Button>}
        <span className="meta">{t("start.warning")}</span>
        <Button variant="primary" icon={Play} isDisabled={count === 0} onPress={() => actions.start.mutate(undefined, { onSuccess: () => go(null) })} isPending={actions.start.isPending}>
          {t("start", { n: count })}
        </Button>
      </footer>
    </>
  );
}
