/** A place to drop a file, or to choose one. Size is checked here only to spare a wait; the server decides. */
import { Upload } from "lucide";
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { DropZone } from "react-aria-components/DropZone";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { Icon } from "../Icon";
import { useUiWords } from "../words";
import "./FileDrop.css";

export interface FileDropProps {
  label: string;
  /** Such as ".csv" or "text/csv". */
  accept?: readonly string[];
  allowsMultiple?: boolean;
  onFiles(files: File[]): void;
  hint?: ReactNode;
  isDisabled?: boolean;
}

export function FileDrop({ label, accept, allowsMultiple, onFiles, hint, isDisabled }: FileDropProps) {
  const word = useUiWords();
  const give = (files: File[]) => {
    if (files.length > 0) onFiles(allowsMultiple ? files : files.slice(0, 1));
  };
  return (
    <DropZone
      className="k-filedrop"
      aria-label={label}
      isDisabled={isDisabled}
      onDrop={(event) => {
        const items = event.items.filter((item) => item.kind === "file");
        void Promise.all(items.map((item) => item.getFile())).then(give);
      }}
    >
      <Icon icon={Upload} size={22} />
      <span>
        {word("dropHere")}{" "}
        <FileTrigger acceptedFileTypes={accept} allowsMultiple={allowsMultiple} onSelect={(files) => give([...(files ?? [])])}>
          <Button className="k-filedrop-choose">{word("chooseFile")}</Button>
        </FileTrigger>
      </span>
      {hint && <span className="meta">{hint}</span>}
    </DropZone>
  );
}
