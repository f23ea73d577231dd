/** Asks for what a stage requires, such as why a deal was lost. Nothing moves until it is answered. */
import { useState } from "react";
import { FieldEditor } from "../../fields/FieldEditor";
import { useValueFault } from "../../fields/limits";
import { isEmpty } from "../../fields/values";
import type { KedunRecord, ObjectMeta, Stage } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Dialog } from "../../ui/Dialog";
import { FormStack } from "../../ui/FormRow";

export interface StageDialogProps {
  meta: ObjectMeta;
  record: KedunRecord;
  stage: Stage;
  fields: readonly string[];
  /** With the values, or null when the move is off. */
  onClose(values: Record<string, unknown> | null): void;
}

export function StageDialog({ meta, record, stage, fields, onClose }: StageDialogProps) {
  const t = useT(recordWords);
  const label = useLabel();
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [isTried, setTried] = useState(false);
  const faultOf = useValueFault();
  const asked = fields.flatMap((name) => meta.fields.find((field) => field.name === name) ?? []);
  const hidden = fields.length > asked.length || asked.some((field) => field.access !== "edit" || field.read_only);
  const save = () => {
    setTried(true);
    if (asked.every((field) => !isEmpty(values[field.name]) && faultOf(field, values[field.name]) === null)) onClose(values);
  };
  return (
    <Dialog
      isOpen
      onOpenChange={() => onClose(null)}
      title={t("stage.title", { stage: label(stage.label) })}
      footer={
        <>
          <Button onPress={() => onClose(null)}>{t("cancel")}</Button>
          <Button variant="primary" isDisabled={hidden} onPress={save}>
            {t("stage.move")}
          </Button>
        </>
      }
    >
      <FormStack>
        <p>{t("stage.words", { name: record.label })}</p>
        {hidden && <Callout tone="warning">{t("stage.hidden")}</Callout>}
        {asked.map((field, index) => (
          <FieldEditor
            key={field.name}
            field={field}
            label={label(field.label)}
            isRequired
            isDisabled={field.access !== "edit"}
            autoFocus={index === 0}
            error={isTried ? (isEmpty(values[field.name]) ? t("form.required") : faultOf(field, values[field.name])) : null}
            value={values[field.name] ?? null}
            onChange={(value) => setValues((old) => ({ ...old, [field.name]: value }))}
            object={meta.name}
            recordId={record.id}
          />
        ))}
      </FormStack>
    </Dialog>
  );
}
