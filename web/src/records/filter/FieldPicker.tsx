/** Chooses a field by typing part of its name. */
import { useMemo, useState } from "react";
import { useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { ComboBox } from "../../ui/ComboBox";
import type { FilterField } from "./useFilterFields";

export interface FieldPickerProps {
  fields: readonly FilterField[];
  selected: FilterField | null;
  /** The name of a field that is no longer there, or that the reader may not use. */
  unknown: string | null;
  onSelect(field: FilterField): void;
}

export function FieldPicker({ fields, selected, unknown, onSelect }: FieldPickerProps) {
  const t = useT(recordWords);
  const [q, setQ] = useState("");
  const items = useMemo(() => {
    const text = q.trim().toLowerCase();
    return fields.filter((entry) => `${entry.label} ${entry.path}`.toLowerCase().includes(text)).map((entry) => ({ id: entry.path, label: entry.label, icon: entry.icon }));
  }, [fields, q]);
  return (
    <ComboBox
      label={t("filter.field")}
      hideLabel
      isClearable={false}
      placeholder={t("filter.chooseField")}
      error={unknown === null ? null : t("filter.unknownField", { name: unknown })}
      items={items}
      selected={selected && { id: selected.path, label: selected.label }}
      onSearch={setQ}
      onSelect={(item) => {
        const found = fields.find((entry) => entry.path === item?.id);
        if (found) onSelect(found);
      }}
    />
  );
}
