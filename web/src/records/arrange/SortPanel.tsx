/** What the rows are sorted by, first to last. */
import { ArrowDown, ArrowUp, X } from "lucide";
import type { ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { IconButton } from "../../ui/IconButton";
import { SegmentedControl } from "../../ui/SegmentedControl";
import { Select } from "../../ui/Select";
import { listable } from "../list/columns";
import type { ListState } from "../list/useListState";

const MOST = 5;

export function SortPanel({ meta, state }: { meta: ObjectMeta; state: ListState }) {
  const t = useT(recordWords);
  const label = useLabel();
  const { sort, setSort } = state;
  const fields = listable(meta).filter((field) => field.sortable && field.access !== "masked");
  const free = fields.filter((field) => !sort.some((entry) => entry.field === field.name));
  const items = (held?: string) => fields.filter((field) => field.name === held || free.includes(field)).map((field) => ({ id: field.name, label: label(field.label) }));
  const change = (index: number, patch: Partial<(typeof sort)[number]>) => setSort(sort.map((entry, i) => (i === index ? { ...entry, ...patch } : entry)));
  return (
    <div className="sorts">
      {sort.map((entry, index) => (
        <div key={entry.field} className="sort-row">
          <Select label={t("sort.field", { n: index + 1 })} hideLabel items={items(entry.field)} value={entry.field} onChange={(field) => field && change(index, { field })} />
          <SegmentedControl
            label={t("sort.direction")}
            value={entry.desc ? "down" : "up"}
            onChange={(to) => change(index, { desc: to === "down" })}
            items={[
              { id: "up", label: t("sort.up"), icon: ArrowUp, hideLabel: true },
              { id: "down", label: t("sort.down"), icon: ArrowDown, hideLabel: true },
            ]}
          />
          <IconButton size="small" icon={X} label={t("remove")} onPress={() => setSort(sort.filter((_, i) => i !== index))} />
        </div>
      ))}
      {sort.length < MOST && free.length > 0 && (
        <Select key={sort.length} label={t("sort.add")} hideLabel placeholder={t("sort.add")} items={items()} value={null} onChange={(field) => field && setSort([...sort, { field, desc: false }])} />
      )}
    </div>
  );
}
