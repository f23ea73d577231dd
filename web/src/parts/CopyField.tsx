/** A text to be handed on, such as a link, with a button that copies it. */
import { Copy } from "lucide";
import { useRef } from "react";
import { useT } from "../lib/i18n";
import { IconButton } from "../ui/IconButton";
import { TextField } from "../ui/TextField";
import { toast } from "../ui/Toast";

export function CopyField({ label, value, description }: { label: string; value: string; description?: string }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      toast({ message: t("copied"), tone: "success" });
    } catch {
      // No clipboard without a secure context: the text is selected, so that Ctrl-C does it.
      input.current?.select();
    }
  };
  return <TextField inputRef={input} label={label} value={value} onChange={() => undefined} isReadOnly description={description} suffix={<IconButton size="small" icon={Copy} label={t("copy")} onPress={() => void copy()} />} />;
}
