/**
 * A secret, the one time it is shown. Closed only by whoever says that it is kept; leaving the page by accident is asked about first.
 * The caller forgets the secret when it is kept.
 */
import { useBlocker } from "@tanstack/react-router";
import { Copy } from "lucide";
import { useRef, useState } from "react";
import { useT } from "../../lib/i18n";
import { secretWords } from "../../lib/i18n/dict/secret";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Checkbox } from "../../ui/Checkbox";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { Dialog } from "../../ui/Dialog";
import { CopyField } from "../CopyField";
import "./secret.css";

export interface ShownOnceProps {
  title: string;
  /** What to mind, above everything. */
  words: string;
  fields: readonly { label: string; value: string; description?: string }[];
  example?: { label: string; value: string };
  onKept(): void;
}

export function ShownOnce({ title, words, fields, example, onKept }: ShownOnceProps) {
  const t = useT(secretWords);
  const [isKept, setKept] = useState(false);
  const isDone = useRef(false);
  const blocker = useBlocker({ shouldBlockFn: () => !isDone.current, enableBeforeUnload: () => !isDone.current, withResolver: true });
  const finish = () => {
    isDone.current = true;
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
          <CopyField key={field.label} {...field} />
        ))}
        {example && <Example {...example} />}
        <Checkbox isSelected={isKept} onChange={setKept}>
          {t("kept")}
        </Checkbox>
      </div>
      <ConfirmDialog
        isOpen={blocker.status === "blocked"}
        onOpenChange={(isOpen) => !isOpen && blocker.status === "blocked" && blocker.reset()}
        title={t("leave.title")}
        confirmLabel={t("leave")}
        cancelLabel={t("stay")}
        onConfirm={() => blocker.status === "blocked" && blocker.proceed()}
        isDanger
      >
        {t("leave.words")}
      </ConfirmDialog>
    </Dialog>
  );
}

function Example({ label, value }: { label: string; value: string }) {
  const t = useT(secretWords);
  const text = useRef<HTMLElement>(null);
  const [said, setSaid] = useState<string | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setSaid(t("copied"));
    } catch {
      // No clipboard without a secure context.
      if (text.current) getSelection()?.selectAllChildren(text.current);
      setSaid(t("select"));
    }
  };
  return (
    <div className="k-field">
      <span className="k-field-label">{label}</span>
      <pre className="secret-example">
        <code ref={text} className="mono">
          {value}
        </code>
      </pre>
      <span className="row-of">
        <Button size="small" icon={Copy} onPress={() => void copy()}>
          {t("copyExample")}
        </Button>
        <span className="meta" role="status">
          {said}
        </span>
      </span>
    </div>
  );
}
