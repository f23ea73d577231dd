/** Makes or changes a record in a drawer. Closing with unsaved words asks what shall become of them. */
import { Suspense, useState } from "react";
import type { KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { capsOf, useShortcuts } from "../../lib/keys";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Dialog } from "../../ui/Dialog";
import { Drawer } from "../../ui/Drawer";
import { KeyHint } from "../../ui/KeyHint";
import { toast } from "../../ui/Toast";
import { FormFields } from "./FormFields";
import { useRecordForm } from "./useRecordForm";
import { lately } from "../../ui/lately";

const LinkedCreator = lately(() => import("./LinkedCreator"), (module) => module.LinkedCreator);

export interface RecordDrawerProps {
  meta: ObjectMeta;
  record?: KedunRecord;
  initial?: Record<string, unknown>;
  context?: string;
  /** With the saved record, or null when nothing was saved. */
  onClose(record: KedunRecord | null): void;
}

export function RecordDrawer({ meta, record, initial, context, onClose }: RecordDrawerProps) {
  const t = useT(recordWords);
  const label = useLabel();
  const form = useRecordForm({ meta, record, initial, context });
  const [isAsking, setAsking] = useState(false);
  const title = record ? t("edit.record", { name: record.label }) : t("new.record", { name: label(meta.label) });
  const save = async () => {
    const saved = await form.save();
    if (!saved) return;
    toast({ message: record ? t("saved") : t("created", { name: saved.label }), tone: "success" });
    onClose(saved);
  };
  const close = () => (form.isDirty ? setAsking(true) : onClose(null));
  useShortcuts([{ keys: "mod+enter", inFields: true, run: () => void save() }]);
  return (
    <>
      <Drawer
        isOpen
        onOpenChange={close}
        title={title}
        width={560}
        footer={
          <>
            <Button onPress={close}>{t("cancel")}</Button>
            <Button variant="primary" isPending={form.isSaving} onPress={() => void save()} trailing={<KeyHint caps={capsOf("mod+enter")} />}>
              {t("save")}
            </Button>
          </>
        }
      >
        <div className="form-sheet">
          {form.isRestored && (
            <Callout
              tone="info"
              actions={
                <Button size="small" onPress={form.drop}>
                  {t("draft.drop")}
                </Button>
              }
            >
              {t("draft.restored")}
            </Callout>
          )}
          <Suspense>
            <LinkedCreator>
              <FormFields form={form} recordId={record?.id} autoFocus={!record} />
            </LinkedCreator>
          </Suspense>
        </div>
      </Drawer>
      {isAsking && (
        <Dialog
          isOpen
          size="small"
          role="alertdialog"
          onOpenChange={setAsking}
          title={t("unsaved.title")}
          footer={
            <>
              <Button
                onPress={() => {
                  form.leave(false);
                  onClose(null);
                }}
              >
                {t("unsaved.drop")}
              </Button>
              <Button
                onPress={() => {
                  form.leave(true);
                  onClose(null);
                }}
              >
                {t("unsaved.keep")}
              </Button>
              <Button variant="primary" autoFocus onPress={() => setAsking(false)}>
                {t("unsaved.stay")}
              </Button>
            </>
          }
        >
          {t("unsaved.words")}
        </Dialog>
      )}
    </>
  );
}
