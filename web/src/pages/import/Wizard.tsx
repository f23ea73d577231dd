/** One import from its columns to its result. The address has its id, so that it can be left and taken up again. */
import { useNavigate } from "@tanstack/react-router";
import { Trash2 } from "lucide";
import { useState } from "react";
import { useObject } from "../../lib/api/hooks";
import type { Import, ObjectMeta } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { PageHead } from "../../lib/page";
import { useUrlState } from "../../parts/useUrlState";
import { Waiting } from "../../parts/Waiting";
import { Breadcrumbs } from "../../ui/Breadcrumbs";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { IconButton } from "../../ui/IconButton";
import { toast } from "../../ui/Toast";
import { CheckStep } from "./CheckStep";
import { ColumnsStep } from "./ColumnsStep";
import { ImportState } from "./Earlier";
import { stepOf } from "./mapping";
import { MatchesStep } from "./MatchesStep";
import { ResultStep } from "./ResultStep";
import { StepsBar } from "./StepsBar";
import { isWorking, useImport, useImportActions } from "./useImport";

export interface StepProps {
  file: Import;
  object: ObjectMeta;
  go(step: string | null): void;
}

export function Wizard({ id }: { id: string }) {
  const t = useT(importWords);
  const file = useImport(id);
  const object = useObject(file.data?.object ?? "");
  const title = file.data?.name ?? t("title");
  return (
    <div className="page-body is-wide stack imports">
      <PageHead title={title} heading={<Breadcrumbs label={t("title")} items={[{ label: t("title"), href: "/import" }, { label: title }]} />}>
        {file.data && !isWorking(file.data.state) && <DiscardButton file={file.data} />}
      </PageHead>
      <Waiting query={file} />
      {file.data && <Waiting query={object} />}
      {file.data && object.data && <Steps file={file.data} object={object.data} />}
    </div>
  );
}

function Steps({ file, object }: { file: Import; object: ObjectMeta }) {
  const t = useT(importWords);
  const label = useLabel();
  const format = useFormat();
  const url = useUrlState();
  const step = stepOf(file, url.get("step"));
  const props: StepProps = { file, object, go: (next) => url.set({ step: next }) };
  const about = [
    label(object.plural),
    t("about", { rows: file.rows, columns: file.columns.length }),
    file.encoding && t("encoding", { name: file.encoding }),
    file.sheet && t("sheet", { name: file.sheet }),
    format.dateTime(file.created_at),
  ];
  return (
    <>
      <StepsBar step={step} isOver={file.state === "done"} />
      <p className="row-of meta num">
        <ImportState state={file.state} />
        {about.filter(Boolean).join(" · ")}
      </p>
      {step === "columns" && <ColumnsStep key={file.id} {...props} />}
      {step === "matches" && <MatchesStep {...props} />}
      {step === "check" && <CheckStep {...props} />}
      {step === "result" && <ResultStep {...props} />}
    </>
  );
}

function DiscardButton({ file }: { file: Import }) {
  const t = useT(importWords);
  const navigate = useNavigate();
  const { remove } = useImportActions(file);
  const [asking, setAsking] = useState(false);
  const isOpen = file.state === "mapping" || file.state === "checked";
  if (!isOpen) return null;
  const discard = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        toast({ message: t("discard.done"), tone: "success" });
        void navigate({ href: "/import" });
      },
    });
  return (
    <>
      <IconButton icon={Trash2} label={t("discard")} onPress={() => setAsking(true)} />
      <ConfirmDialog isOpen={asking} onOpenChange={setAsking} title={t("discard.title")} confirmLabel={t("discard")} cancelLabel={t("cancel")} onConfirm={discard} isPending={remove.isPending} isDanger>
        {t("discard.words")}
      </ConfirmDialog>
    </>
  );
}
