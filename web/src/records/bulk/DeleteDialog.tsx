/** Asks before many records go to the recycle bin, and shows how far that is. One alone goes without a question, for it is easily undone. */
import { useRef, useState } from "react";
import type { KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { bulkWords } from "../../lib/i18n/dict/bulk";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { ProgressBar } from "../../ui/ProgressBar";
import { useRemove } from "../data/useWriter";

export interface DeleteDialogProps {
  meta: ObjectMeta;
  records: readonly KedunRecord[];
  /** Whether any are gone. */
  onClose(isDone: boolean): void;
}

export function DeleteDialog({ meta, records, onClose }: DeleteDialogProps) {
  const t = useT(bulkWords);
  const label = useLabel();
  const remove = useRemove(meta);
  // What was asked about is what goes, even if the list behind changes meanwhile.
  const [asked] = useState(records);
  const [tried, setTried] = useState<number | null>(null);
  const stop = useRef(new AbortController());
  const isRunning = tried !== null;
  const run = async () => {
    setTried(0);
    onClose(await remove(asked, { onProgress: setTried, signal: stop.current.signal }));
  };
  return (
    <ConfirmDialog
      isOpen
      // Once it runs, leaving means stopping after the portion that is on its way.
      onOpenChange={() => (isRunning ? stop.current.abort() : onClose(false))}
      title={t("bulk.deleteTitle", { n: asked.length, name: label(meta.plural) })}
      confirmLabel={t("bulk.deleteYes")}
      cancelLabel={t(isRunning ? "bulk.stop" : "cancel")}
      onConfirm={() => void run()}
      isPending={isRunning}
      isDanger
    >
      {isRunning ? <ProgressBar label={t("bulk.deleting")} value={tried} max={asked.length} valueLabel={t("bulk.of", { n: tried, of: asked.length })} /> : t("bulk.deleteWords")}
    </ConfirmDialog>
  );
}
