/** Files that belong to the record. In a list their number, on the page each with its size and a way to fetch it. */
import { Paperclip } from "lucide";
import { Suspense } from "react";
import { Icon } from "../../ui/Icon";
import type { CellProps, FieldFace } from "../types";
import { asFiles } from "../values";
import "../shared/shared.css";
import { lately } from "../../ui/lately";

const FileList = lately(() => import("./FileList"), (module) => module.FileList);

function Cell({ value }: CellProps) {
  const files = asFiles(value);
  return (
    <span className="f-ref">
      <Icon icon={Paperclip} size={14} />
      <span className="ellipsis">{files.length === 1 ? files[0]?.name : files.length}</span>
    </span>
  );
}

export const face: FieldFace = {
  icon: Paperclip,
  width: 140,
  isInline: false,
  isWide: true,
  Cell,
  View: ({ value }) => (
    <Suspense>
      <FileList files={asFiles(value)} />
    </Suspense>
  ),
  words: (value, _field, say) => asFiles(value).map((file) => file.name).join(say.format.context.language === "zh" ? "、" : ", "),
};
