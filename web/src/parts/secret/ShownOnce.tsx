/**
 * A secret, the one time it is shown. Closed only by whoever says that it is kept; leaving the page by accident is asked about first.
 * The caller forgets the secret when it is kept.
 */
import { Copy } from "lucide";
import { useId, useRef, useState } from "react";
import { copyText } from "../../lib/copy";
import { useT } from "../../lib/i18n";
import { secretWords } from "../../lib/i18n/dict/secret";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Checkbox } from "../../ui/Checkbox";
import { Dialog } from "../../ui/Dialog";
import { IconButton } from "../../ui/IconButton";
import { toast } from "../../ui/Toast";
import { useLeaveGuard } from "./useLeaveGuard";
import "./secret.css";

export interface ShownField {
  label: string;
  value: string;
  description?: string;
}

export interface ShownOnceProps {
  title: string;
  /** What to mind, above everything. */
  words: string;
  fields: readonly ShownField[];
  onKept(): void;
}

export function ShownOnce({ title, words, fields, onKept }: ShownOnceProps) {
  const t = useT(secretWords);
  const [isKept, setKept] = useState(false);
  const guard = useLeaveGuard();
  const finish = () => {
    guard.release();
    onKept();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={() => undefined}
      isForced
      title={title}
      footer={
        <Button variant="primary" isDisabled={!isKept} onPress={finish}>
          {t("done")}
        </Button>
      }
    >
      <div className="stack">
        <Callout tone="warning">{words}</Callout>
        {fields.map((field) => (
          <Shown key={field.label} {...field} />
        ))}
        <Checkbox isSelected={isKept} onChange={setKept}>
          {t("kept")}
        </Checkbox>
      </div>
      {guard.question}
    </Dialog>
  );
}

function Shown({ label, value, description }: ShownField) {
  const t = useT(secretWords);
  const id = useId();
  const text = useRef<HTMLOutputElement>(null);
  const [isSelected, setSelected] = useState(false);
  const copy = async () => {
    if (await copyText(value, text.current)) toast({ message: t("copied"), tone: "success" });
    else setSelected(true);
  };
  return (
    <div className="k-field">
      <span id={id} className="k-field-label">
        {label}
      </span>
      <div className="secret-shown">
        <output ref={text} aria-labelledby={id} className="mono">
          {value}
        </output>
        <IconButton size="small" icon={Copy} label={t("copyOf", { what: label })} onPress={() => void copy()} />
      </div>
      {(description || isSelected) && <span className="k-field-help">{isSelected ? t("select") : description}</span>}
    </div>
  );
}
