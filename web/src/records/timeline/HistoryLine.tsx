/** One change of a record: who, what, from which value to which. */
import { ArchiveRestore, ArrowRight, FileUp, PenLine, Plus, Trash2 } from "lucide";
import { useState } from "react";
import { FieldValue } from "../../fields/FieldValue";
import type { HistoryEntry, ObjectMeta } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Icon, type IconNode } from "../../ui/Icon";

const ICONS: Record<HistoryEntry["action"], IconNode> = { create: Plus, update: PenLine, delete: Trash2, restore: ArchiveRestore, import: FileUp };
const SHOWN = 4;

export function HistoryLine({ meta, entry }: { meta: ObjectMeta; entry: HistoryEntry }) {
  const t = useT(recordWords);
  const label = useLabel();
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const known = entry.changes.flatMap((change) => {
    const field = meta.fields.find((candidate) => candidate.name === change.field);
    return field ? [{ ...change, field }] : [];
  });
  const changes = entry.action === "create" || entry.action === "import" ? [] : known;
  const shown = isOpen ? changes : changes.slice(0, SHOWN);
  return (
    <div className="timeline-row">
      <span className="timeline-icon">
        <Icon icon={ICONS[entry.action]} size={13} />
      </span>
      <div className="timeline-body">
        <p className="timeline-line">
          <span>
            <strong>{entry.by.label ?? t("conflict.someone")}</strong> {t(`history.${entry.action}`)}
          </span>
          <time className="meta num" dateTime={entry.at} title={format.dateTime(entry.at, "long")}>
            {format.time(entry.at)}
          </time>
        </p>
        {shown.map((change) => (
          <p key={change.field.name} className="timeline-change">
            <span className="timeline-field">{label(change.field.label)}</span>
            <FieldValue field={change.field} value={change.from} isMasked={change.field.access === "masked"} kind="view" />
            <Icon icon={ArrowRight} size={12} label={t("history.to")} />
            <FieldValue field={change.field} value={change.to} isMasked={change.field.access === "masked"} kind="view" />
          </p>
        ))}
        {changes.length > SHOWN && !isOpen && (
          <button type="button" className="timeline-more" onClick={() => setOpen(true)}>
            {t("history.more", { n: changes.length - SHOWN })}
          </button>
        )}
      </div>
    </div>
  );
}
