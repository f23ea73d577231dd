/** What is being uploaded, each with its name, how far it is and the way to stop it; what failed says why. */
import { RotateCw, X } from "lucide";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { IconButton } from "../../ui/IconButton";
import { ProgressBar } from "../../ui/ProgressBar";
import { TOO_LARGE, type Upload } from "./useUploads";

export interface UploadListProps {
  uploads: readonly Upload[];
  onDrop(id: number): void;
  onRetry(upload: Upload): void;
}

export function UploadList({ uploads, onDrop, onRetry }: UploadListProps) {
  const t = useT(fieldWords);
  return (
    <ul className="f-files">
      {uploads.map((upload) => {
        const { id, file, part, failure } = upload;
        const failed = failure !== null;
        return (
          <li key={id} className={failed ? "f-file is-failed" : "f-file"}>
            <span className="f-file-words">
              {failed ? (
                <>
                  <span className="ellipsis">{file.name}</span>
                  <span className="k-field-error" role="alert">
                    {failure === TOO_LARGE ? t("error.tooLarge") : errorWords(failure, t)}
                  </span>
                </>
              ) : (
                <ProgressBar label={file.name} value={part} max={1} valueLabel={part === 1 ? t("file.checking") : undefined} />
              )}
            </span>
            {failed && failure !== TOO_LARGE && <IconButton size="small" icon={RotateCw} label={`${t("retry")} ${file.name}`} tooltip={false} onPress={() => onRetry(upload)} />}
            <IconButton size="small" icon={X} label={`${t(failed ? "remove" : "file.stop")} ${file.name}`} tooltip={false} onPress={() => onDrop(id)} />
          </li>
        );
      })}
    </ul>
  );
}
