/** One change of a record: who, what, from which value to which. */
import { ArchiveRestore, ArrowRight, FileUp, PenLine, Plus, Trash2 } from "lucide";
import { useState } from "react";
import { FieldValue } from "../../fields/FieldValue";
import { asFiles, asLink, asRef } from "../../fields/values";
import { usePeople } from "../../lib/api/hooks";
import type { Field, HistoryEntry, KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Icon, type IconNode } from "../../ui/Icon";
import { useRecord } from "../data/lists";

const ICONS: Record<HistoryEntry["action"], IconNode> = { create: Plus, update: PenLine, delete: Trash2, restore: ArchiveRestore, import: FileUp };
const SHOWN = 4;
/** Kedun itself, such as when it fills the demo. */
const SYSTEM = "system:";

export function HistoryLine({ meta, record, entry }: { meta: ObjectMeta; record: KedunRecord; entry: HistoryEntry }) {
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
            <strong>{entry.by.label?.startsWith(SYSTEM) ? t("history.system") : (entry.by.label ?? t("conflict.someone"))}</strong> {t(`history.${entry.action}`)}
          </span>
          <time className="meta num" dateTime={entry.at} title={format.dateTime(entry.at, "long")}>
            {format.time(entry.at)}
          </time>
        </p>
        {shown.map((change) => (
          <p key={change.field.name} className="timeline-change">
            <span className="timeline-field">{label(change.field.label)}</span>
            <PastValue field={change.field} value={change.from} record={record} />
            <Icon icon={ArrowRight} size={12} label={t("history.to")} />
            <PastValue field={change.field} value={change.to} record={record} />
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

function PastValue({ field, value, record }: { field: Field; value: unknown; record: KedunRecord }) {
  return field.type === "file" ? <PastFiles value={value} held={record.values[field.name]} /> : <PastOther field={field} value={value} />;
}

/** Of files too only the id is kept: those the record still has are known by name, the others are counted. */
function PastFiles({ value, held }: { value: unknown; held: unknown }) {
  const t = useT(recordWords);
  const ids = asIds(value);
  if (ids.length === 0) return <span className="f-none">{t("value.empty")}</span>;
  const names = ids.flatMap((id) => asFiles(held).find((file) => file.id === id)?.name ?? []);
  const gone = ids.length - names.length;
  return <span>{[...names, ...(gone > 0 ? [t("history.filesGone", { n: gone })] : [])].join(t("history.and"))}</span>;
}

const asIds = (value: unknown): string[] => (Array.isArray(value) ? value.flatMap((entry) => (typeof entry === "string" ? entry : (asRef(entry)?.id ?? []))) : []);

/** A value as it was. The log keeps only the id of a person or record: the name is looked up, as far as the reader may see it. */
function PastOther({ field, value }: { field: Field; value: unknown }) {
  const ref = asRef(value);
  const isNameless = ref !== null && ref.label === null;
  const people = usePeople("", isNameless && field.type === "user");
  const object = asLink(value)?.object ?? field.objects?.[0] ?? "";
  const linked = useRecord(object, ref?.id ?? "", isNameless && field.type === "link" && object !== "");
  const label = field.type === "user" ? people.data?.items.find((person) => person.id === ref?.id)?.name : linked.data?.label;
  const shown = isNameless ? { id: ref.id, object, label: label ?? null } : value;
  if (isNameless && field.type !== "link" && label === undefined) return <span className="f-none">…</span>;
  return <FieldValue field={field} value={shown} isMasked={field.access === "masked"} kind="view" />;
}
