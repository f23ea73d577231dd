/** The rows of a list: columns from metadata, cells from the field types, edited where they stand. */
import { useRouter } from "@tanstack/react-router";
import { FileUp } from "lucide";
import { type ReactNode, Suspense, useMemo } from "react";
import { FieldValue } from "../../fields/FieldValue";
import { alignOf, faceOf, iconOf } from "../../fields/registry";
import { useSay } from "../../fields/say";
import { isEmpty } from "../../fields/values";
import type { Field, KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { listWords } from "../../lib/i18n/dict/lists";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Grid, type GridCard, type GridColumn } from "../../ui/Grid";
import { mayEdit, type useRecordList } from "../data/lists";
import type { ListState } from "./useListState";
import { ListProblem } from "./ListProblem";
import { nextSort } from "./sort";
import { TwoClicks } from "./TwoClicks";
import { lately } from "../../ui/lately";

export interface ListGridProps {
  meta: ObjectMeta;
  state: ListState;
  list: ReturnType<typeof useRecordList>;
  selection: ReadonlySet<string>;
  onSelectionChange(selection: ReadonlySet<string>): void;
  onOpen(record: KedunRecord): void;
  onNew(): void;
}

/** Fetched ahead of need by the page. */
export const CellEditorCode = lately(() => import("./CellEditor"), (module) => module.CellEditor);

const rowId = (record: KedunRecord) => record.id;
const rowLabel = (record: KedunRecord) => record.label;

export function ListGrid({ meta, state, list, selection, onSelectionChange, onOpen, onNew }: ListGridProps) {
  const label = useLabel();
  const columns = useMemo(
    () =>
      state.columns.flatMap((choice): GridColumn<KedunRecord>[] => {
        const field = meta.fields.find((entry) => entry.name === choice.field);
        return field ? [columnOf(meta, field, choice.width, label(field.label))] : [];
      }),
    [meta, state.columns, label],
  );
  const card = useCard(meta);
  if (list.isError && list.rows.length === 0) return <ListProblem error={list.error} state={state} onRetry={() => void list.refetch()} />;
  return (
    <Grid
      label={label(meta.plural)}
      rows={list.rows}
      rowId={rowId}
      rowLabel={rowLabel}
      columns={columns}
      card={card}
      onColumnsChange={(next) => state.setColumns(next.map(({ id, width }) => ({ field: id, width })))}
      sort={state.sort.map(({ field, desc }) => ({ id: field, desc }))}
      onSort={(id, additive) => state.setSort(nextSort(state.sort, id, additive))}
      selection={selection}
      onSelectionChange={onSelectionChange}
      onOpen={onOpen}
      onPeek={(record) => state.go({ open: state.open === record.id ? undefined : record.id }, true)}
      peekedId={state.open}
      totalRows={list.count && !list.count.capped ? list.count.value : undefined}
      isLoading={list.isPending || (list.rows.length === 0 && list.isFetching)}
      hasMore={list.hasNextPage}
      isLoadingMore={list.isFetchingNextPage}
      onLoadMore={() => void list.fetchNextPage()}
      empty={<NoRows meta={meta} state={state} onNew={onNew} />}
    />
  );
}

function columnOf(meta: ObjectMeta, field: Field, width: number, header: string): GridColumn<KedunRecord> {
  const isTitle = field.name === meta.title_field;
  const face = faceOf(field);
  const column: GridColumn<KedunRecord> = {
    id: field.name,
    header,
    icon: iconOf(field),
    width,
    align: alignOf(field),
    isSortable: field.sortable && field.access !== "masked",
    isFixed: isTitle,
    render: (record) => (isTitle ? <Title record={record} /> : <FieldValue field={field} value={record.values[field.name]} isMasked={record.masked.includes(field.name)} />),
  };
  if (!face.isInline) return column;
  return {
    ...column,
    render: (record) => ((field.type === "link" || field.type === "url") && mayEdit(field, record) ? <TwoClicks>{column.render(record)}</TwoClicks> : column.render(record)),
    canEdit: (record) => mayEdit(field, record),
    editor: (record, controls) => (
      <Suspense fallback={column.render(record)}>
        <CellEditorCode meta={meta} field={field} record={record} controls={controls} />
      </Suspense>
    ),
  };
}

function Title({ record }: { record: KedunRecord }) {
  return (
    <span className="list-title">
      <Avatar name={record.label} kind="record" />
      <span className="ellipsis">{record.label}</span>
    </span>
  );
}

/** The two lines of a phone: what it is and its amount, then who, when and in which state. */
function useCard(meta: ObjectMeta): (record: KedunRecord) => GridCard {
  const say = useSay();
  return useMemo(() => {
    // A card is one button: links inside it would be buttons in a button.
    const plainly = (field: Field, value: unknown): string =>
      field.type === "datetime" ? say.format.relative(String(value)) : field.type === "date" ? say.format.date(String(value), "short") : faceOf(field).words(value, field, say);
    const shown = meta.layout.list.map((name) => meta.fields.find((field) => field.name === name)).filter((field): field is Field => field !== undefined && field.name !== meta.title_field);
    const amount = shown.find((field) => alignOf(field) === "end");
    const state = shown.find((field) => field.name === meta.pipeline?.field) ?? shown.find((field) => field.type === "choice");
    const others = shown.filter((field) => field !== amount && field !== state && field.type !== "percent" && field.type !== "rating").slice(0, 2);
    const show = (record: KedunRecord, field: Field | undefined): ReactNode =>
      field && !isEmpty(record.values[field.name]) ? <FieldValue field={field} value={record.values[field.name]} isMasked={record.masked.includes(field.name)} /> : undefined;
    return (record) => ({
      leading: <Avatar name={record.label} kind="record" size={24} />,
      title: record.label,
      end: show(record, amount),
      metaEnd: show(record, state),
      meta: (
        <span className="list-card-meta">
          {others
            .filter((field) => !isEmpty(record.values[field.name]))
            .map((field) => (
              <span key={field.name} className="ellipsis">
                {record.masked.includes(field.name) ? "•••" : plainly(field, record.values[field.name])}
              </span>
            ))}
        </span>
      ),
    });
  }, [meta, say]);
}

function NoRows({ meta, state, onNew }: { meta: ObjectMeta; state: ListState; onNew(): void }) {
  const t = useT(listWords);
  const label = useLabel();
  const router = useRouter();
  const name = label(meta.label);
  if (state.q !== "" || state.filter) {
    return (
      <EmptyState
        figure="search"
        title={t("empty.filtered", { name: label(meta.plural) })}
        description={t("empty.filteredWords")}
        actions={
          <Button variant="primary" onPress={() => state.go({ q: undefined, filter: null }, true)}>
            {t("empty.clear")}
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      title={t("empty.title", { name: label(meta.plural) })}
      description={label(meta.description)}
      actions={
        <>
          {meta.can.create && (
            <Button variant="primary" onPress={onNew}>
              {t("new.record", { name })}
            </Button>
          )}
          {meta.can.import && (
            <Button icon={FileUp} onPress={() => router.history.push(`/import?object=${meta.name}`)}>
              {t("import")}
            </Button>
          )}
        </>
      }
    />
  );
}
