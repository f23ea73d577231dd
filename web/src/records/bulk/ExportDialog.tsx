/** Takes records out of Kedun into a file. The server checks the right, writes the log and marks the file. */
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { saveDownload } from "../../lib/api/client";
import type { Filter, ObjectMeta, SortKey } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { bulkWords } from "../../lib/i18n/dict/bulk";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormError, FormStack } from "../../ui/FormRow";
import { RadioGroup } from "../../ui/RadioGroup";
import { toast } from "../../ui/Toast";
import { refusalWords } from "../data/refusal";

export interface ExportDialogProps {
  meta: ObjectMeta;
  columns: string[];
  filter: Filter | null;
  sort: SortKey[];
  /** Words of the search box narrow the file as they narrow the list. */
  q?: string;
  /** How many were chosen by hand, when the filter is just these. */
  chosen?: number;
  onClose(): void;
}

export function ExportDialog({ meta, columns, filter, sort, q, chosen, onClose }: ExportDialogProps) {
  const t = useT(bulkWords);
  const label = useLabel();
  const [format, setFormat] = useState<"csv" | "xlsx">("xlsx");
  const [which, setWhich] = useState<"shown" | "all">("shown");
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      const file = await calls.exportRun({ object: meta.name, q: q || undefined, filter, sort, fields: which === "shown" ? columns : undefined, format });
      saveDownload(file, `${meta.name}.${format}`);
      toast({ message: t("export.done"), tone: "success" });
      onClose();
    } catch (failure) {
      setError(refusalWords(failure, t));
      setBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t("export.title", { name: label(meta.plural) })}
      footer={
        <>
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button variant="primary" isPending={isBusy} onPress={() => void run()}>
            {t("export")}
          </Button>
        </>
      }
    >
      <FormStack>
        <p>{chosen === undefined ? t(filter || q ? "export.filtered" : "export.everything") : t("export.chosen", { n: chosen })}</p>
        <RadioGroup<"csv" | "xlsx">
          label={t("export.format")}
          orientation="horizontal"
          value={format}
          onChange={setFormat}
          items={[
            { id: "xlsx", label: "Excel (.xlsx)" },
            { id: "csv", label: "CSV" },
          ]}
        />
        <RadioGroup<"shown" | "all">
          label={t("export.fields")}
          value={which}
          onChange={setWhich}
          items={[
            { id: "shown", label: t("export.shown") },
            { id: "all", label: t("export.allFields") },
          ]}
        />
        <p className="meta">{t("export.logged")}</p>
        <FormError>{error}</FormError>
      </FormStack>
    </Dialog>
  );
}
