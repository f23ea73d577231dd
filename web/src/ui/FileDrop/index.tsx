/** A place to drop a file, or to choose one. What is accepted is only a hint for the dialog; the server decides. */
import { Upload } from "lucide";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { cx } from "../classes";
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
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const give = (files: readonly File[]) => {
    if (files.length > 0 && !isDisabled) onFiles(allowsMultiple ? [...files] : files.slice(0, 1));
  };
  const drag = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(isOver && !isDisabled);
  };
  return (
    <div
      role="group"
      aria-label={label}
      className={cx("k-filedrop", over && "is-over")}
      onDragEnter={drag(true)}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event);
        give([...event.dataTransfer.files]);
      }}
    >
      <Icon icon={Upload} size={22} />
      <span>
        {word("dropHere")}{" "}
        <button type="button" className="k-filedrop-choose" disabled={isDisabled} onClick={() => input.current?.click()}>
          {word("chooseFile")}
        </button>
      </span>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept={accept?.join(",")}
        multiple={allowsMultiple}
        onChange={(event) => {
          give([...(event.target.files ?? [])]);
          // The same file may be chosen again.
          event.target.value = "";
        }}
      />
      {hint && <span className="meta">{hint}</span>}
    </div>
  );
}
