/** Uploads as soon as a file is dropped; the record names the files when it is saved. */
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { FileDrop } from "../../ui/FileDrop";
import { Spinner } from "../../ui/Spinner";
import type { EditorProps, FieldTools } from "../types";
import { asFiles } from "../values";
import { FileList } from "./FileList";

const MOST_BYTES = 100 * 1024 * 1024;

function Editor({ label, value, onChange, hideLabel, error, isDisabled, object }: EditorProps) {
  const t = useT(fieldWords);
  const files = asFiles(value);
  const [waiting, setWaiting] = useState<string[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const upload = async (chosen: File[]) => {
    setProblem(null);
    const added = [...files];
    for (const file of chosen) {
      if (file.size > MOST_BYTES) {
        setProblem(`${file.name}: ${t("error.tooLarge")}`);
        continue;
      }
      setWaiting((old) => [...old, file.name]);
      try {
        const { id, name, size, media_type } = await calls.fileUpload(file, { object });
        added.push({ id, name, size, media_type });
        onChange([...added]);
      } catch (failure) {
        setProblem(`${file.name}: ${errorWords(failure, t)}`);
      } finally {
        setWaiting((old) => old.filter((name) => name !== file.name));
      }
    }
  };
  return (
    <div className="k-field f-file-editor">
      <span className={hideLabel ? "sr-only" : "k-field-label"}>{label}</span>
      {files.length > 0 && <FileList files={files} onRemove={isDisabled ? undefined : (id) => onChange(files.filter((file) => file.id !== id))} />}
      {waiting.map((name) => (
        <span key={name} className="f-ref meta">
          <Spinner size={14} delayMs={0} /> <span className="ellipsis">{name}</span>
        </span>
      ))}
      <FileDrop label={label} allowsMultiple isDisabled={isDisabled} onFiles={(chosen) => void upload(chosen)} hint={t("file.limit")} />
      {(problem ?? error) && (
        <span className="k-field-error" role="alert">
          {problem ?? error}
        </span>
      )}
    </div>
  );
}

export const tools: FieldTools = { Editor, Operand: null };
