/**
 * A cell while it is edited. Enter keeps and goes down, Tab keeps and goes on, Escape drops. What is chosen from a list is kept at once.
 * A value the server refuses goes back to what it was, and the server's words are shown.
 */
import { type FocusEvent, type KeyboardEvent, useRef, useState } from "react";
import { FieldEditor } from "../../fields/FieldEditor";
import { faceOf } from "../../fields/registry";
import { isEmpty, sameValue } from "../../fields/values";
import type { Field, KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { toast } from "../../ui/Toast";
import type { CellEditControls } from "../../ui/Grid";
import { refusalWords } from "../data/refusal";
import { useWriter } from "../data/useWriter";

export interface CellEditorProps {
  meta: ObjectMeta;
  field: Field;
  record: KedunRecord;
  controls: CellEditControls;
}

export function CellEditor({ meta, field, record, controls }: CellEditorProps) {
  const t = useT(recordWords);
  const label = useLabel();
  const writer = useWriter(meta);
  const [value, setValue] = useState<unknown>(record.values[field.name] ?? null);
  const [error, setError] = useState<string | null>(null);
  const isOver = useRef(false);
  const { picks } = faceOf(field);

  const keep = (next: unknown, move: Parameters<CellEditControls["close"]>[0]) => {
    if (isOver.current) return;
    if (field.required && isEmpty(next)) return setError(t("form.required"));
    isOver.current = true;
    controls.close(move);
    if (sameValue(next, record.values[field.name])) return;
    void writer.patch(record, { [field.name]: next }).then((result) => {
      if (!result.ok) toast({ message: `${label(field.label)}: ${refusalWords(result.error, t, field.name)}`, tone: "danger" });
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.nativeEvent.isComposing) return;
    const isInside = event.currentTarget.contains(event.target as Node);
    if (event.key === "Escape") {
      if (document.querySelector(".k-popover") && !picks) return;
      event.preventDefault();
      event.stopPropagation();
      isOver.current = true;
      controls.close("stay");
    } else if (event.key === "Enter" && !event.defaultPrevented && isInside && !picks && !document.querySelector(".k-popover")) {
      event.preventDefault();
      event.stopPropagation();
      keep(value, "down");
    } else if (event.key === "Tab" && isInside) {
      event.preventDefault();
      event.stopPropagation();
      keep(value, event.shiftKey ? "previous" : "next");
    }
  };
  const onBlur = (event: FocusEvent<HTMLDivElement>) => {
    const cell = event.currentTarget;
    // A list that hangs from the cell takes the focus with it, and the cell is still being edited.
    setTimeout(() => {
      if (isOver.current || cell.contains(document.activeElement) || document.querySelector(".k-popover")) return;
      keep(value, "stay");
    }, 0);
  };
  return (
    <div className="cell-editor" onKeyDownCapture={onKeyDown} onBlur={onBlur}>
      <FieldEditor
        field={field}
        label={label(field.label)}
        hideLabel
        isInline
        autoFocus
        isRequired={field.required}
        error={error}
        value={value}
        object={meta.name}
        recordId={record.id}
        onChange={(next) => {
          setValue(next);
          setError(null);
          if (picks) keep(next, "stay");
        }}
      />
    </div>
  );
}
