/**
 * A cell while it is edited. Enter keeps and goes down, Tab keeps and goes on, Escape drops. What is chosen from a list is kept at once.
 * A value that is refused, here or by the server, stays in its cell with the words why, and the focus with it.
 */
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { FieldEditor } from "../../fields/FieldEditor";
import { useValueFault } from "../../fields/limits";
import { faceOf } from "../../fields/registry";
import { isEmpty, sameValue } from "../../fields/values";
import type { Field, KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { toast } from "../../ui/Toast";
import type { CellEditControls } from "../../ui/Grid";
import { refusalWords } from "../data/refusal";
import { useWriter } from "../data/useWriter";
import { waitsForAnswer } from "./answer";

export interface CellEditorProps {
  meta: ObjectMeta;
  field: Field;
  record: KedunRecord;
  controls: CellEditControls;
}

type Move = NonNullable<Parameters<CellEditControls["close"]>[0]>;

export function CellEditor({ meta, field, record, controls }: CellEditorProps) {
  const t = useT(recordWords);
  const label = useLabel();
  const writer = useWriter(meta);
  const faultOf = useValueFault();
  const [value, setValue] = useState<unknown>(record.values[field.name] ?? null);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  /** What the cell held when it was opened: a list fetched anew meanwhile changes nothing about what was changed here. */
  const [before] = useState(record.values[field.name]);
  const isOver = useRef(false);
  const cell = useRef<HTMLDivElement>(null);
  const { picks } = faceOf(field);
  useEffect(() => {
    isOver.current = false;
    return () => {
      // Another cell was opened, or the row is gone: the controls are not ours any more.
      isOver.current = true;
    };
  }, []);

  useEffect(() => {
    // In the last row the words would hang below the edge.
    if (error !== null) cell.current?.querySelector(".k-field-error")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [error]);

  const close = (move: Move) => {
    if (isOver.current) return;
    isOver.current = true;
    controls.close(move);
  };
  /** Stays open with the words why. Whoever went elsewhere in the list is brought back; whoever left the list is not. */
  const refuse = (words: string) => {
    setError(words);
    const now = document.activeElement;
    const isNear = now === null || now === document.body || cell.current?.closest("[role=grid]")?.contains(now);
    if (isNear && !cell.current?.contains(now)) cell.current?.querySelector<HTMLElement>("input, textarea, button, [tabindex]")?.focus();
  };
  const send = async (next: unknown, move: Move) => {
    const isWaiting = waitsForAnswer(field, move);
    if (isWaiting) setBusy(true);
    else close(move);
    const result = await writer.patch(record, { [field.name]: next });
    setBusy(false);
    if (result.ok) return close(move);
    const words = refusalWords(result.error, t, field.name);
    if (isOver.current) toast({ message: `${label(field.label)}: ${words}`, tone: "danger" });
    else refuse(words);
  };
  const keep = (next: unknown, move: Move) => {
    if (isOver.current || isBusy) return;
    if (field.required && isEmpty(next)) return refuse(t("form.required"));
    if (sameValue(next, before)) return close(move);
    const fault = faultOf(field, next);
    if (fault) return refuse(fault);
    void send(next, move);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.nativeEvent.isComposing) return;
    const isInside = event.currentTarget.contains(event.target as Node);
    if (event.key === "Escape") {
      if (document.querySelector(".k-popover") && !picks) return;
      event.preventDefault();
      event.stopPropagation();
      close("stay");
    } else if (isBusy) {
      // What was sent is on its way: nothing may be typed over it.
      event.preventDefault();
      event.stopPropagation();
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
    const place = event.currentTarget;
    // A list that hangs from the cell takes the focus with it, and the cell is still being edited.
    setTimeout(() => {
      if (isOver.current || place.contains(document.activeElement) || document.querySelector(".k-popover")) return;
      keep(value, "leave");
    }, 0);
  };
  return (
    <div ref={cell} className="cell-editor" aria-busy={isBusy || undefined} onKeyDownCapture={onKeyDown} onBlur={onBlur}>
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
