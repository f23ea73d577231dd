/** One field on a record's page: shown, and edited where it stands. Enter keeps, Escape drops; what is chosen is kept at once. */
import { Check, Info, Pencil, X } from "lucide";
import { type FocusEvent, type KeyboardEvent, useRef, useState } from "react";
import { FieldEditor, preloadEditors } from "../../fields/FieldEditor";
import { FieldValue } from "../../fields/FieldValue";
import { useFaults } from "../../fields/fault";
import { faceOf, iconOf } from "../../fields/registry";
import { isEmpty, sameValue } from "../../fields/values";
import type { Field, KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Icon } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { mayEdit } from "../data/lists";
import { refusalWords } from "../data/refusal";
import { useWriter } from "../data/useWriter";

export interface InlineFieldProps {
  meta: ObjectMeta;
  field: Field;
  record: KedunRecord;
}

export function InlineField({ meta, field, record }: InlineFieldProps) {
  const t = useT(recordWords);
  const label = useLabel();
  const [isEditing, setEditing] = useState(false);
  const open = useRef<HTMLButtonElement>(null);
  const value = record.values[field.name];
  const isMasked = record.masked.includes(field.name);
  const canEdit = mayEdit(field, record);
  const name = label(field.label);
  const close = () => {
    setEditing(false);
    requestAnimationFrame(() => open.current?.focus({ preventScroll: true }));
  };
  return (
    <div className={faceOf(field).isWide ? "rec-field is-wide" : "rec-field"} onPointerEnter={canEdit ? preloadEditors : undefined}>
      <dt className="rec-label">
        <Icon icon={iconOf(field)} size={14} />
        <span className="ellipsis" title={label(field.help) || name}>
          {name}
        </span>
      </dt>
      <dd className="rec-value">
        {isEditing ? (
          <FieldInPlace meta={meta} field={field} record={record} onClose={close} />
        ) : (
          <span className={canEdit ? "rec-shown can-edit" : "rec-shown"} onDoubleClick={canEdit ? () => setEditing(true) : undefined}>
            <FieldValue field={field} value={value} isMasked={isMasked} kind="view" />
            {isMasked && <IconButton size="small" icon={Info} label={t("masked.why")} />}
            {canEdit && (
              <span className="rec-pencil">
                <IconButton ref={open} size="small" icon={Pencil} label={t("edit.field", { name })} tooltip={false} onPress={() => setEditing(true)} />
              </span>
            )}
          </span>
        )}
      </dd>
    </div>
  );
}

function FieldInPlace({ meta, field, record, onClose }: InlineFieldProps & { onClose(): void }) {
  const t = useT(recordWords);
  const label = useLabel();
  const writer = useWriter(meta);
  const { picks, isInline } = faceOf(field);
  const [value, setValue] = useState<unknown>(record.values[field.name] ?? null);
  const [error, setError] = useState<string | null>(null);
  const faultsOf = useFaults();
  const isBusy = useRef(false);

  const keep = async (next: unknown) => {
    if (isBusy.current) return;
    if (field.required && isEmpty(next)) return setError(t("form.required"));
    if (sameValue(next, record.values[field.name])) return onClose();
    isBusy.current = true;
    const fault = (await faultsOf([[field, next]]))[field.name];
    if (fault !== undefined) {
      isBusy.current = false;
      return setError(fault);
    }
    const result = await writer.patch(record, { [field.name]: next });
    isBusy.current = false;
    if (result.ok) onClose();
    else setError(refusalWords(result.error, t, field.name));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.nativeEvent.isComposing || document.querySelector(".k-popover")) return;
    const isText = event.target instanceof HTMLTextAreaElement || (event.target instanceof HTMLElement && event.target.isContentEditable);
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === "Enter" && !event.defaultPrevented && (isText ? event.ctrlKey || event.metaKey : isInline && !picks && !(event.target instanceof HTMLButtonElement))) {
      event.preventDefault();
      void keep(value);
    }
  };
  const onBlur = (event: FocusEvent<HTMLDivElement>) => {
    const place = event.currentTarget;
    setTimeout(() => {
      if (!isInline || !place.isConnected || place.contains(document.activeElement) || document.querySelector(".k-popover, .k-scrim")) return;
      if (picks || sameValue(value, record.values[field.name])) onClose();
      else void keep(value);
    }, 0);
  };
  return (
    <div className="rec-editing" onKeyDown={onKeyDown} onBlur={onBlur}>
      <FieldEditor
        field={field}
        label={label(field.label)}
        hideLabel
        autoFocus
        isInline={picks}
        isRequired={field.required}
        error={error}
        value={value}
        object={meta.name}
        recordId={record.id}
        onChange={(next) => {
          setValue(next);
          setError(null);
          if (picks) void keep(next);
        }}
      />
      {!picks && (
        <span className="rec-keep">
          <IconButton size="small" icon={Check} label={t("save")} tooltip={false} onPress={() => void keep(value)} />
          <IconButton size="small" icon={X} label={t("cancel")} tooltip={false} onPress={onClose} />
        </span>
      )}
    </div>
  );
}
