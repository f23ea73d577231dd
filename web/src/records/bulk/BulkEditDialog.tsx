/** Gives all selected records the same value of one field. What they had before can be brought back from the notice. */
import { useState } from "react";
import { FieldEditor } from "../../fields/FieldEditor";
import { useValueFault } from "../../fields/limits";
import { isEmpty, sameValue } from "../../fields/values";
import type { KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { bulkWords } from "../../lib/i18n/dict/bulk";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormError, FormStack } from "../../ui/FormRow";
import { Select } from "../../ui/Select";
import { toast } from "../../ui/Toast";
import { refusalWords } from "../data/refusal";
import { useWriter } from "../data/useWriter";

export interface BulkEditDialogProps {
  meta: ObjectMeta;
  ids: readonly string[];
  rows: readonly KedunRecord[];
  /** The one field this is about, such as the owner. */
  only?: string;
  onClose(): void;
}

export function BulkEditDialog({ meta, ids, rows, only, onClose }: BulkEditDialogProps) {
  const t = useT(bulkWords);
  const label = useLabel();
  const writer = useWriter(meta);
  const faultOf = useValueFault();
  const fields = meta.fields.filter((field) => !field.read_only && !field.retired && field.access === "edit" && !field.unique && field.type !== "file" && field.name !== "owner");
  const [name, setName] = useState<string | null>(only ?? null);
  const [value, setValue] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const field = meta.fields.find((entry) => entry.name === name);
  // Who transfers names somebody: records of nobody are made one by one, on purpose.
  const mayBeEmpty = field !== undefined && !field.required && only === undefined;
  const isReady = field !== undefined && (mayBeEmpty || !isEmpty(value)) && faultOf(field, value) === null;

  const undo = (before: { id: string; value: unknown }[]) => {
    if (!field) return;
    // Records that had the same value go back together.
    const groups: { value: unknown; ids: string[] }[] = [];
    for (const entry of before) {
      const group = groups.find((held) => sameValue(held.value, entry.value));
      if (group) group.ids.push(entry.id);
      else groups.push({ value: entry.value, ids: [entry.id] });
    }
    void Promise.all(groups.map((group) => writer.patchMany(group.ids, { [field.name]: group.value }))).catch((failure: unknown) => toast({ message: refusalWords(failure, t), tone: "danger" }));
  };
  const run = async () => {
    if (!field) return;
    setBusy(true);
    setError(null);
    const before = rows.filter((row) => field.name in row.values).map((row) => ({ id: row.id, value: row.values[field.name] ?? null }));
    try {
      const result = await writer.patchMany(ids, { [field.name]: value });
      if (result.why !== undefined) toast({ message: refusalWords(result.why, t, field.name), tone: "danger" });
      const [first] = result.failed;
      if (first) toast({ message: t("bulk.failed", { n: result.failed.length, why: first.message }), tone: "danger" });
      if (result.done > 0) {
        const failed = new Set([...(result.left ?? []), ...result.failed.map((entry) => entry.id)]);
        const changed = before.filter((entry) => !failed.has(entry.id));
        toast({ message: t("bulk.done", { n: result.done }), tone: "success", action: changed.length === result.done ? { label: t("undo"), run: () => undo(changed) } : undefined });
      }
      onClose();
    } catch (failure) {
      setError(refusalWords(failure, t, field.name));
      setBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={only === "owner" ? t("bulk.ownerTitle", { n: ids.length }) : t("bulk.editTitle", { n: ids.length })}
      footer={
        <>
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button variant="primary" isPending={isBusy} isDisabled={!isReady} onPress={() => void run()}>
            {t("bulk.apply", { n: ids.length })}
          </Button>
        </>
      }
    >
      <FormStack>
        {only === undefined && (
          <Select
            label={t("bulk.field")}
            autoFocus
            items={fields.map((entry) => ({ id: entry.name, label: label(entry.label) }))}
            value={name}
            onChange={(next) => {
              setName(next);
              setValue(null);
              setError(null);
            }}
          />
        )}
        {field && <FieldEditor key={field.name} field={field} label={label(field.label)} value={value} onChange={setValue} object={meta.name} isRequired={!mayBeEmpty} autoFocus={only !== undefined} />}
        {mayBeEmpty && isEmpty(value) && <p className="meta">{t("bulk.willClear")}</p>}
        <FormError>{error}</FormError>
      </FormStack>
    </Dialog>
  );
}
