/** What can be done with the rows that are selected. A bar above the foot of the list, in reach of the thumb on a phone. */
import { Download, PenLine, Trash2, UserRoundCog, X } from "lucide";
import { useState } from "react";
import type { KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { useShortcuts } from "../../lib/keys";
import { Button } from "../../ui/Button";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import type { IconNode } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { useRemove } from "../data/useWriter";
import { BulkEditDialog } from "./BulkEditDialog";
import { ExportDialog } from "./ExportDialog";
import "./bulk.css";

export interface BulkBarProps {
  meta: ObjectMeta;
  rows: readonly KedunRecord[];
  selection: ReadonlySet<string>;
  onClear(): void;
}

type Open = "edit" | "owner" | "export" | null;

export function BulkBar({ meta, rows, selection, onClear }: BulkBarProps) {
  const t = useT(recordWords);
  const phone = usePhone();
  const remove = useRemove(meta);
  const [open, setOpen] = useState<Open>(null);
  const chosen = rows.filter((row) => selection.has(row.id));
  const ids = [...selection];
  const mayBulk = meta.can.bulk || chosen.length === 1;
  const removeAll = () => {
    if (!meta.can.delete || !mayBulk) return;
    onClear();
    void remove(chosen);
  };
  useShortcuts([
    { keys: "delete", label: t("bulk.delete"), group: t("keys.page"), run: removeAll },
    { keys: "escape", run: onClear },
  ]);
  const action = (id: string, label: string, icon: IconNode, isAllowed: boolean, run: () => void) =>
    phone ? (
      <IconButton key={id} icon={icon} label={label} isDisabled={!isAllowed} onPress={run} />
    ) : (
      <Button key={id} variant="quiet" size="small" icon={icon} isDisabled={!isAllowed} onPress={run}>
        {label}
      </Button>
    );
  return (
    <>
      <div className="bulk" role="toolbar" aria-label={t("bulk.bar")}>
        <span className="bulk-count num">{t("records.selected", { n: selection.size })}</span>
        {action("edit", t("bulk.edit"), PenLine, meta.can.edit && mayBulk, () => setOpen("edit"))}
        {action("owner", t("bulk.owner"), UserRoundCog, meta.can.transfer && mayBulk, () => setOpen("owner"))}
        {action("export", t("export"), Download, meta.can.export, () => setOpen("export"))}
        {action("delete", t("delete"), Trash2, meta.can.delete && mayBulk, removeAll)}
        <IconButton size="small" icon={X} label={t("bulk.clear")} onPress={onClear} />
      </div>
      {(open === "edit" || open === "owner") && <BulkEditDialog meta={meta} ids={ids} rows={chosen} only={open === "owner" ? "owner" : undefined} onClose={() => setOpen(null)} />}
      {open === "export" && (
        <ExportDialog meta={meta} columns={meta.layout.list} filter={{ field: "id", op: "in", value: ids }} sort={[]} chosen={ids.length} onClose={() => setOpen(null)} />
      )}
    </>
  );
}
