/** Another record, found by typing; one that does not exist yet can be made on the spot. */
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide";
import { use, useState } from "react";
import * as calls from "../../lib/api/calls";
import { useObjects } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import type { Field } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { ComboBox } from "../../ui/ComboBox";
import type { ChoiceItem } from "../../ui/ListBox";
import { refOperand } from "../shared/RefTools";
import type { EditorProps, FieldTools } from "../types";
import { asLink } from "../values";
import { CreateLinkedContext } from "./create";
import { useLinkSearch } from "./useLinkSearch";

const NEW = "new:";

function Editor({ field, value, onChange, isInline, object: _object, recordId, ...frame }: EditorProps) {
  const t = useT(fieldWords);
  const label = useLabel();
  const objects = useObjects();
  const create = use(CreateLinkedContext);
  const [q, setQ] = useState<string | null>(null);
  const { items, isLoading } = useLinkSearch(field, q);
  const link = asLink(value);
  const typed = (q ?? "").trim();
  const makers: ChoiceItem[] =
    create && typed !== ""
      ? objects
          .filter((object) => field.objects?.includes(object.name) && object.can.create)
          .map((object) => ({ id: `${NEW}${object.name}`, label: t("link.create", { object: label(object.label), name: typed }), icon: Plus }))
      : [];
  const choose = (item: ChoiceItem | null) => {
    if (!item) return onChange(null);
    if (item.id.startsWith(NEW)) {
      void create?.(item.id.slice(NEW.length), typed).then((made) => {
        if (made) onChange(made);
      });
      return;
    }
    const found = items.find((entry) => entry.id === item.id);
    if (found) onChange(found.link);
  };
  return (
    <ComboBox
      {...frame}
      name={field.name}
      isClearable={!frame.isRequired && !isInline}
      items={[...items.filter((item) => item.id !== recordId), ...makers]}
      isLoading={isLoading}
      selected={link && { id: link.id, label: link.label ?? t("value.hiddenRecord"), avatar: "record" }}
      onSelect={choose}
      onSearch={setQ}
    />
  );
}

function useName(field: Field, id: string | null): string | null {
  const object = field.objects?.[0] ?? "";
  const found = useQuery({ queryKey: keys.record(object, id ?? ""), queryFn: ({ signal }) => calls.record(object, id ?? "", signal), enabled: id !== null && object !== "" });
  return found.data?.label ?? null;
}

export const tools: FieldTools = { Editor, Operand: refOperand(useLinkSearch, useName) };
