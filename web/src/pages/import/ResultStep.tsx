/** The import under way, and what came of it. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { keys } from "../../lib/api/keys";
import { useLabel, useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { ProgressBar } from "../../ui/ProgressBar";
import { toast } from "../../ui/Toast";
import { Report } from "./Report";
import { useImportActions } from "./useImport";
import type { StepProps } from "./Wizard";

export function ResultStep({ file, object }: StepProps) {
  const t = useT(importWords);
  const label = useLabel();
  const navigate = useNavigate();
  const client = useQueryClient();
  const isRunning = file.state === "running";
  useEffect(() => {
    // New records are there: lists and boards of the object are stale.
    if (!isRunning) void client.invalidateQueries({ queryKey: keys.lists(file.object).slice(0, 2) });
  }, [isRunning, client, file.object]);
  if (isRunning) return <Running file={file} />;
  const tone = file.state === "done" ? "success" : file.state === "failed" ? "danger" : "warning";
  const words = file.state === "failed" ? t("result.failed") : file.state === "cancelled" ? t("result.cancelled") : t("result.done");
  return (
    <>
      <Callout tone={tone} title={words} />
      <Report file={file} object={object} title={t("step.result")} />
      <footer className="import-foot">
        <Button onPress={() => void navigate({ href: `/import?object=${encodeURIComponent(file.object)}` })}>{t("another")}</Button>
        <Button variant="primary" onPress={() => void navigate({ href: `/o/${encodeURIComponent(file.object)}` })}>
          {t("view", { object: label(object.plural) })}
        </Button>
      </footer>
    </>
  );
}

function Running({ file }: Pick<StepProps, "file">) {
  const t = useT(importWords);
  const client = useQueryClient();
  const { remove } = useImportActions(file);
  const [asking, setAsking] = useState(false);
  const { done, total } = file.progress;
  const stop = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        setAsking(false);
        toast({ message: t("cancel.done") });
        return client.invalidateQueries({ queryKey: keys.import(file.id) });
      },
    });
  return (
    <div className="import-busy" aria-live="polite">
      <ProgressBar label={t("running")} value={done} max={total} valueLabel={t("progress", { done, total })} />
      <p className="meta">{t("running.words")}</p>
      <div>
        <Button onPress={() => setAsking(true)}>{t("cancel")}</Button>
      </div>
      <ConfirmDialog isOpen={asking} onOpenChange={setAsking} title={t("cancel.title")} confirmLabel={t("cancel")} cancelLabel={t("back")} onConfirm={stop} isPending={remove.isPending} isDanger>
        {t("cancel.words")}
      </ConfirmDialog>
    </div>
  );
}
