/** The reader's imports so far. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight, FileText } from "lucide";
import * as transfer from "../../lib/api/transfer";
import { useObjects } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import type { Import } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { Waiting } from "../../parts/Waiting";
import { FormSection } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { Link } from "../../ui/Link";
import { Pill, type PillColor } from "../../ui/Pill";
import { isWorking } from "./useImport";

const COLORS: Record<Import["state"], PillColor> = { mapping: "amber", checking: "blue", checked: "amber", running: "blue", done: "green", failed: "red", cancelled: "gray" };

export function ImportState({ state }: { state: Import["state"] }) {
  const t = useT(importWords);
  return <Pill color={COLORS[state]}>{t(`state.${state}`)}</Pill>;
}

const FOLLOW_MS = 3000;

export function Earlier() {
  const t = useT(importWords);
  const label = useLabel();
  const format = useFormat();
  const objects = useObjects();
  const imports = useQuery({
    queryKey: keys.imports(),
    queryFn: ({ signal }) => transfer.imports(signal),
    refetchInterval: ({ state }) => (state.data?.items.some((entry) => isWorking(entry.state)) ? FOLLOW_MS : false),
  });
  const about = (entry: Import): string => {
    const { result } = entry;
    const counts = result && entry.state !== "checked" ? (["created", "updated", "unchanged", "rejected"] as const).filter((key) => result[key] > 0).map((key) => `${t(`n.${key}`)} ${format.number(result[key])}`) : [];
    return [label(objects.find(({ name }) => name === entry.object)?.plural) || entry.object, t("rows", { n: entry.rows }), ...counts, format.relative(entry.created_at)].join(" · ");
  };
  return (
    <FormSection title={t("earlier")}>
      <Waiting query={imports} lines={3} />
      {imports.data?.items.length === 0 && <p className="meta">{t("earlier.none")}</p>}
      {imports.data && imports.data.items.length > 0 && (
        <div className="card-list">
          {imports.data.items.map((entry) => (
            <Link key={entry.id} href={`/import/${encodeURIComponent(entry.id)}`} isQuiet className="card-row">
              <Icon icon={FileText} size={18} />
              <span className="card-words">
                <span className="ellipsis">{entry.name}</span>
                <span className="meta num">{about(entry)}</span>
              </span>
              <span className="card-end">
                <ImportState state={entry.state} />
                <Icon icon={ChevronRight} size={16} />
              </span>
            </Link>
          ))}
        </div>
      )}
    </FormSection>
  );
}
