/** Pickers of one or several people, teams or records. The type gives a hook that searches. */
import { type ComponentType, useState } from "react";
import { ComboBox } from "../../ui/ComboBox";
import type { ChoiceItem } from "../../ui/ListBox";
import { Pill } from "../../ui/Pill";
import { useT } from "../../lib/i18n";
import type { Field } from "../../lib/api/types";
import type { OperandProps } from "../types";
import { asStrings, asText } from "../values";
import { labelOf, rememberLabel } from "./labels";
import "./shared.css";

export interface Found {
  items: ChoiceItem[];
  isLoading: boolean;
}
/** Searches while `q` is not null. */
export type Search = (field: Field, q: string | null) => Found;
/** The name of an id that nobody has named yet. */
export type NameOf = (field: Field, id: string | null) => string | null;

export function refOperand(useFound: Search, useName: NameOf): ComponentType<OperandProps> {
  function Chosen({ field, id, onRemove }: { field: Field; id: string; onRemove(): void }) {
    const t = useT();
    const known = labelOf(id);
    const asked = useName(field, known === null ? id : null);
    return (
      <Pill dot={false} onRemove={onRemove} removeLabel={t("remove")}>
        {known ?? asked ?? "…"}
      </Pill>
    );
  }

  return function RefOperand({ field, op, label, value, onChange }: OperandProps) {
    const [q, setQ] = useState<string | null>(null);
    const { items, isLoading } = useFound(field, q);
    const isMany = op === "in" || op === "not_in";
    const ids = isMany ? asStrings(value) : [];
    const one = isMany ? "" : asText(value);
    const known = one === "" ? null : labelOf(one);
    const asked = useName(field, one !== "" && known === null ? one : null);
    const selected = one === "" ? null : { id: one, label: known ?? asked ?? "…" };
    const choose = (item: ChoiceItem | null) => {
      if (item) rememberLabel(item.id, item.label);
      if (!isMany) onChange(item?.id ?? null);
      else if (item && !ids.includes(item.id)) onChange([...ids, item.id]);
    };
    return (
      <span className="f-refs">
        {ids.length > 0 && (
          <span className="f-pills">
            {ids.map((id) => (
              <Chosen key={id} field={field} id={id} onRemove={() => onChange(ids.filter((entry) => entry !== id))} />
            ))}
          </span>
        )}
        <ComboBox key={ids.length} label={label} hideLabel items={items.filter((item) => !ids.includes(item.id))} selected={selected} onSelect={choose} onSearch={setQ} isLoading={isLoading} />
      </span>
    );
  };
}
