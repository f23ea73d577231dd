/** A text to be handed on, such as a link, with a button that copies it. */
import { Copy } from "lucide";
import { useRef } from "react";
import { copyText } from "../lib/copy";
import { useT } from "../lib/i18n";
import { IconButton } from "../ui/IconButton";
import { TextField } from "../ui/TextField";
import { toast } from "../ui/Toast";

export function CopyField({ label, value, description }: { label: string; value: string; description?: string }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const copy = async () => {
    if (await copyText(value, input.current)) toast({ message: t("copied"), tone: "success" });
  };
  return <TextField inputRef={input} label={label} value={value} onChange={() => undefined} isReadOnly description={description} suffix={<IconButton size="small" icon={Copy} label={t("copy")} onPress={() => void copy()} />} />;
}
