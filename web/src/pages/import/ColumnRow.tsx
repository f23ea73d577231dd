/** One column of the file: what is in it, what it means, how it is written. */
import { TriangleAlert } from "lucide";
import type { ImportColumn } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { importWords } from "../../lib/i18n/dict/import";
import { cx } from "../../ui/classes";
import { Icon } from "../../ui/Icon";
import { NativeSelect } from "../../ui/NativeSelect";
import { Pill } from "../../ui/Pill";
import { DATE_FORMATS, type Draft, type DraftColumn, FACTORS, formatKind, NUMBER_FORMATS, readNumberFormat, type Target, writeNumberFormat } from "./mapping";

export interface ColumnRowProps {
  column: ImportColumn;
  entry: DraftColumn;
  draft: Draft;
  targets: readonly Target[];
  error: string | null;
  onField(field: string | null): void;
  onPart(part: Partial<Pick<DraftColumn, "format" | "matchBy">>): void;
}

const SURE = 0.8;
const NONE = "";

export function ColumnRow(props: ColumnRowProps) {
  const t = useT(importWords);
  const { column, entry, targets } = props;
  const target = targets.find(({ id }) => id === entry.field);
  return (
    <li className={cx("import-column", entry.field === null && "is-out")}>
      <span className="import-source">
        <strong className="ellipsis" title={column.column}>
          {column.column}
        </strong>
        <span className="meta ellipsis" title={column.samples.join("\n")}>
          {column.samples.filter((sample) => sample !== "").join(" · ") || t("value.empty")}
        </span>
      </span>
      <span className="import-target">
        <FieldSelect {...props} />
        <Confidence {...props} />
        {props.error && (
          <span className="k-field-error" role="alert">
            {props.error}
          </span>
        )}
      </span>
      <span className="import-format">{target && <FormatSelect {...props} target={target} />}</span>
    </li>
  );
}

function useTargetName(): (target: Target) => string {
  const t = useT(importWords);
  const label = useLabel();
  return ({ field, part }) => {
    const name = label(field.label);
    // The parts are those of mapping.ts; each has its word.
    return part === null ? name : `${name} › ${t(`map.part.${part as "id"}`)}`;
  };
}

function FieldSelect({ column, entry, draft, targets, onField }: ColumnRowProps) {
  const t = useT(importWords);
  const nameOf = useTargetName();
  const items = targets.map((target) => {
    const other = draft.columns.find(({ field, column: name }) => field === target.id && name !== column.column);
    const name = nameOf(target);
    return { id: target.id, label: other ? t("map.taken", { field: name, column: other.column }) : name };
  });
  return <NativeSelect label={`${column.column}: ${t("map.field")}`} items={[{ id: NONE, label: t("map.skip") }, ...items]} value={entry.field ?? NONE} onChange={(field) => onField(field === NONE ? null : field)} level={entry.field === null ? 0 : undefined} isWide />;
}

function Confidence({ column, entry, targets, onField }: ColumnRowProps) {
  const t = useT(importWords);
  const format = useFormat();
  const nameOf = useTargetName();
  const suggested = targets.find(({ id }) => id === column.suggested_field);
  if (!suggested) return null;
  const percent = format.percent(Math.round(column.confidence * 100));
  if (entry.field === suggested.id) {
    const isSure = column.confidence >= SURE;
    return (
      <span className="row-of" title={t("map.confidence", { percent })}>
        <Pill color={isSure ? "green" : "amber"}>{`${t(isSure ? "map.sure" : "map.maybe")} ${percent}`}</Pill>
      </span>
    );
  }
  if (entry.field !== null) return null;
  return (
    <button type="button" className="import-suggest" onClick={() => onField(suggested.id)}>
      {t("map.suggested", { field: nameOf(suggested), percent })}
    </button>
  );
}

function FormatSelect(props: ColumnRowProps & { target: Target }) {
  const t = useT(importWords);
  const { column, entry, target, onPart } = props;
  if (target.part !== null) return null;
  if (target.field.type === "link") {
    const ways = ["number", "external_id", "id"] as const;
    return (
      <NativeSelect
        label={`${column.column}: ${t("map.matchBy")}`}
        items={[{ id: NONE, label: `${t("map.matchBy")}: ${t("match.title")}` }, ...ways.map((id) => ({ id, label: `${t("map.matchBy")}: ${t(`match.${id}`)}` }))]}
        value={entry.matchBy ?? NONE}
        onChange={(matchBy) => onPart({ matchBy: matchBy === NONE ? null : matchBy })}
        isWide
      />
    );
  }
  const kind = formatKind(target.field.type);
  return (
    <>
      {kind === "date" && <DateFormat {...props} />}
      {kind === "number" && <NumberFormat {...props} />}
      {kind !== null && entry.format === null && (column.alternatives?.length ?? 0) > 0 && (
        <span className="import-ambiguous">
          <Icon icon={TriangleAlert} size={14} />
          {t("format.ambiguous")}
        </span>
      )}
    </>
  );
}

function useDetected(column: ImportColumn): string {
  const t = useT(importWords);
  const known = [...DATE_FORMATS, ...NUMBER_FORMATS].find((format) => format === column.format);
  return known ? t("format.detected", { name: t(`format.${known}`) }) : t("format.auto");
}

function DateFormat({ column, entry, onPart }: ColumnRowProps) {
  const t = useT(importWords);
  const detected = useDetected(column);
  return (
    <NativeSelect
      label={`${column.column}: ${t("map.format")}`}
      items={[{ id: NONE, label: detected }, ...DATE_FORMATS.map((id) => ({ id, label: t(`format.${id}`) }))]}
      value={entry.format ?? NONE}
      onChange={(format) => onPart({ format: format === NONE ? null : format })}
      isWide
    />
  );
}

function NumberFormat({ column, entry, onPart }: ColumnRowProps) {
  const t = useT(importWords);
  const words = readNumberFormat(entry.format ?? column.format);
  const set = (part: Partial<typeof words>) => onPart({ format: writeNumberFormat({ ...words, ...part }) });
  return (
    <span className="import-two">
      <NativeSelect label={`${column.column}: ${t("format.sign")}`} items={NUMBER_FORMATS.map((id) => ({ id, label: t(`format.${id}`) }))} value={words.sign} onChange={(sign) => set({ sign })} isWide />
      <NativeSelect
        label={`${column.column}: ${t("format.factor")}`}
        items={[{ id: NONE, label: t("factor.one") }, ...FACTORS.map((id) => ({ id, label: t(`factor.${id}`) }))]}
        value={words.factor}
        onChange={(factor) => set({ factor: factor === NONE ? "" : (factor as typeof words.factor) })}
        isWide
      />
    </span>
  );
}
