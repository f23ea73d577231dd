/** What can be done with the rows that are selected. A bar above the foot of the list, in reach of the thumb on a phone. */
import { Download, PenLine, Trash2, UserRoundCog, X } from "lucide";
import { useState } from "react";
import type { Count, KedunRecord, ObjectMeta } from "../../lib/api/types";
import { type T, useT } from "../../lib/i18n";
import { bulkWords } from "../../lib/i18n/dict/bulk";
import { useShortcuts } from "../../lib/keys";
import { Button } from "../../ui/Button";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import type { IconNode } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { toast } from "../../ui/Toast";
import { Tooltip } from "../../ui/Tooltip";
import { useRemove } from "../data/useWriter";
import { BulkEditDialog } from "./BulkEditDialog";
import { DeleteDialog } from "./DeleteDialog";
import { ExportDialog } from "./ExportDialog";
import "./bulk.css";

export interface BulkBarProps {
  meta: ObjectMeta;
  rows: readonly KedunRecord[];
  selection: ReadonlySet<string>;
  /** How many records the list has, as far as that is known, and whether not all of them are loaded. */
  count: Count | null;
  hasMore: boolean;
  onClear(): void;
}

type Open = "edit" | "owner" | "export" | "delete" | null;

export function BulkBar({ meta, rows, selection, count, hasMore, onClear }: BulkBarProps) {
  const t = useT(bulkWords);
  const remove = useRemove(meta);
  const [open, setOpen] = useState<Open>(null);
  const chosen = rows.filter((row) => selection.has(row.id));
  const ids = [...selection];
  const manyRefused = meta.can.bulk || selection.size === 1 ? null : t("bulk.oneByOne");
  const refused = {
    edit: meta.can.edit ? manyRefused : t("edit.refused"),
    owner: meta.can.transfer ? manyRefused : t("transfer.refused"),
    export: meta.can.export ? null : t("export.refused"),
    delete: meta.can.delete ? manyRefused : t("delete.refused"),
  };
  const startDelete = () => {
    if (chosen.length === 0 || open !== null) return;
    if (chosen.length > 1) return setOpen("delete");
    onClear();
    void remove(chosen);
  };
  useShortcuts([
    { keys: "delete", label: t("bulk.delete"), group: t("keys.page"), run: () => (refused.delete === null ? startDelete() : void toast({ message: refused.delete })) },
    { keys: "escape", run: onClear },
  ]);
  return (
    <>
      <div className="bulk" role="toolbar" aria-label={t("bulk.bar")}>
        <span className="bulk-count num" role="status">
          {selectionWords(t, selection.size, chosen.length === rows.length && hasMore, count)}
        </span>
        <Action label={t("bulk.edit")} icon={PenLine} refused={refused.edit} onPress={() => setOpen("edit")} />
        <Action label={t("bulk.owner")} icon={UserRoundCog} refused={refused.owner} onPress={() => setOpen("owner")} />
        <Action label={t("export")} icon={Download} refused={refused.export} onPress={() => setOpen("export")} />
        <Action label={t("delete")} icon={Trash2} refused={refused.delete} onPress={startDelete} />
        <IconButton size="small" icon={X} label={t("bulk.clear")} onPress={onClear} />
      </div>
      {(open === "edit" || open === "owner") && <BulkEditDialog meta={meta} ids={ids} rows={chosen} only={open === "owner" ? "owner" : undefined} onClose={() => setOpen(null)} />}
      {open === "export" && (
        <ExportDialog meta={meta} columns={meta.layout.list} filter={{ field: "id", op: "in", value: ids }} sort={[]} chosen={ids.length} onClose={() => setOpen(null)} />
      )}
      {open === "delete" && (
        <DeleteDialog
          meta={meta}
          records={chosen}
          onClose={(isDone) => {
            setOpen(null);
            if (isDone) onClear();
          }}
        />
      )}
    </>
  );
}

/** "All" can only mean what is loaded, and says so. */
function selectionWords(t: T<keyof (typeof bulkWords)["zh"]>, n: number, isAllLoaded: boolean, count: Count | null): string {
  if (!isAllLoaded) return t("records.selected", { n });
  if (!count || (!count.capped && count.value <= n)) return t("bulk.loadedOnly", { n });
  if (count.capped && count.value < n) return t("bulk.loadedOnly", { n });
  return t(count.capped ? "bulk.loadedCapped" : "bulk.loaded", { n, of: count.value });
}

interface ActionProps {
  label: string;
  icon: IconNode;
  /** Why it may not be pressed. It stays in reach of the keyboard, so that the reason can be found out. */
  refused: string | null;
  onPress(): void;
}

function Action({ label, icon, refused, onPress }: ActionProps) {
  const phone = usePhone();
  const state = refused === null ? { onPress } : { "aria-disabled": true, "aria-description": refused, onPress: () => void toast({ message: refused }) };
  const button = phone ? (
    <IconButton icon={icon} label={label} tooltip={refused === null} {...state} />
  ) : (
    <Button variant="quiet" size="small" icon={icon} {...state}>
      {label}
    </Button>
  );
  return refused === null ? (
    button
  ) : (
    <Tooltip content={refused} placement="top">
      {button}
    </Tooltip>
  );
}
