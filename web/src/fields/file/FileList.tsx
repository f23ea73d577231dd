/** The files of a field. Nothing is opened in the page: a file is always handed to the browser's own download. */
import { Download, FileText, X } from "lucide";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { saveDownload } from "../../lib/api/client";
import { errorWords } from "../../lib/api/words";
import type { FileRef } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { Icon } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { toast } from "../../ui/Toast";
import "./file.css";

export function FileList({ files, onRemove }: { files: readonly FileRef[]; onRemove?(id: string): void }) {
  const t = useT(fieldWords);
  const format = useFormat();
  const [busy, setBusy] = useState<string | null>(null);
  const fetchFile = async (file: FileRef) => {
    setBusy(file.id);
    try {
      saveDownload(await calls.fileDownload(file.id), file.name);
    } catch (error) {
      toast({ message: errorWords(error, t), tone: "danger" });
    } finally {
      setBusy(null);
    }
  };
  return (
    <ul className="f-files">
      {files.map((file) => (
        <li key={file.id} className="f-file">
          <Icon icon={FileText} size={16} />
          <span className="ellipsis">{file.name}</span>
          <span className="meta num">{format.bytes(file.size)}</span>
          <IconButton size="small" icon={Download} label={`${t("file.download")} ${file.name}`} tooltip={false} isDisabled={busy === file.id} onPress={() => void fetchFile(file)} />
          {onRemove && <IconButton size="small" icon={X} label={`${t("remove")} ${file.name}`} tooltip={false} onPress={() => onRemove(file.id)} />}
        </li>
      ))}
    </ul>
  );
}
