/** Uploads as soon as a file is dropped; the record names the files when it is saved. */
import { useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { FileDrop } from "../../ui/FileDrop";
import type { EditorProps, FieldTools } from "../types";
import { asFiles } from "../values";
import { FileList } from "./FileList";
import { UploadList } from "./UploadList";
import { useUploads } from "./useUploads";

function Editor({ label, value, onChange, hideLabel, error, isDisabled, object }: EditorProps) {
  const t = useT(fieldWords);
  const files = asFiles(value);
  const { uploads, add, drop, retry } = useUploads(object, (file) => onChange([...files, file]));
  return (
    <div className="k-field f-file-editor">
      <span className={hideLabel ? "sr-only" : "k-field-label"}>{label}</span>
      {files.length > 0 && <FileList files={files} onRemove={isDisabled ? undefined : (id) => onChange(files.filter((file) => file.id !== id))} />}
      {uploads.length > 0 && <UploadList uploads={uploads} onDrop={drop} onRetry={retry} />}
      <FileDrop label={label} allowsMultiple isDisabled={isDisabled} onFiles={add} hint={t("file.limit")} />
      {error && (
        <span className="k-field-error" role="alert">
          {error}
        </span>
      )}
    </div>
  );
}

export const tools: FieldTools = { Editor, Operand: null };
