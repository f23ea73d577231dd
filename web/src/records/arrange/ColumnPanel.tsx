/** Which fields are columns, and in which order. Widths are dragged in the head. */
import { ArrowDown, ArrowUp } from "lucide";
import { useState } from "react";
import { iconOf } from "../../fields/registry";
import type { ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Checkbox } from "../../ui/Checkbox";
import { Icon } from "../../ui/Icon";
import { IconButton } from "../../ui/IconButton";
import { TextField } from "../../ui/TextField";
import { listable, toggledColumn } from "../list/columns";
import type { ListState } from "../list/useListState";

export function ColumnPanel({ meta, state }: { meta: ObjectMeta; state: ListState }) {
  const t = useT(recordWords);
  const label = useLabel();
  const [q, setQ] = useState("");
  const { columns, setColumns } = state;
  const shown = columns.flatMap((column) => meta.fields.filter((field) => field.name === column.field));
  const rest = listable(meta).filter((field) => !columns.some((column) => column.field === field.name));
  const text = q.trim().toLowerCase();
  const found = [...shown, ...rest].filter((field) => `${label(field.label)} ${field.name}`.toLowerCase().includes(text));
  const move = (index: number, by: -1 | 1) => {
    const next = [...columns];
    const [held] = next.splice(index, 1);
    if (held) next.splice(index + by, 0, held);
    setColumns(next);
  };
  return (
    <div className="column-panel">
      <TextField label={t("columns.search")} hideLabel placeholder={t("columns.search")} value={q} onChange={setQ} autoFocus />
      <ul className="column-list">
        {found.map((field) => {
          const index = columns.findIndex((column) => column.field === field.name);
          const isTitle = field.name === meta.title_field;
          return (
            <li key={field.name} className="column-row">
              <Checkbox isSelected={index !== -1} isDisabled={isTitle} onChange={() => setColumns(toggledColumn(meta, columns, field.name))}>
                <span className="column-name">
                  <Icon icon={iconOf(field)} size={14} />
                  {label(field.label)}
                </span>
              </Checkbox>
              {index > 0 && (
                <span className="column-move">
                  <IconButton size="small" icon={ArrowUp} label={t("columns.up", { name: label(field.label) })} tooltip={false} isDisabled={index < 2} onPress={() => move(index, -1)} />
                  <IconButton size="small" icon={ArrowDown} label={t("columns.down", { name: label(field.label) })} tooltip={false} isDisabled={index === columns.length - 1} onPress={() => move(index, 1)} />
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
