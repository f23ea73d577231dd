/** One object's records, as a list or as a board. The page only holds the parts together; each has a file of its own. */
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { Plus } from "lucide";
import { Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useObjectNow } from "../../lib/api/hooks";
import { preloadEditors } from "../../fields/FieldEditor";
import type { KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { listWords } from "../../lib/i18n/dict/lists";
import { useShortcuts } from "../../lib/keys";
import { PageHead } from "../../lib/page";
import { Button } from "../../ui/Button";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { IconButton } from "../../ui/IconButton";
import { SkeletonLines } from "../../ui/Skeleton";
import { useRecordList, fieldsNeeded } from "../data/lists";
import { rememberTrail } from "../data/trail";
import { ListFoot } from "./ListFoot";
import { CellEditorCode, ListGrid } from "./ListGrid";
import { MoreMenu } from "./MoreMenu";
import { Toolbar } from "./Toolbar";
import { type ListState, useListState } from "./useListState";
import "./list.css";
import { lately, whenIdle } from "../../ui/lately";

const route = getRouteApi("/shell/o/$object");
const Board = lately(() => import("../board/Board"), (module) => module.Board);
const RecordDrawer = lately(() => import("../form/RecordDrawer"), (module) => module.RecordDrawer);
const PeekDrawer = lately(() => import("../peek/PeekDrawer"), (module) => module.PeekDrawer);
const BulkBar = lately(() => import("../bulk/BulkBar"), (module) => module.BulkBar);
const ConflictHost = lately(() => import("../conflict/ConflictHost"), (module) => module.ConflictHost);

/** What a reader of a list is likely to open next. */
function usePreloads(): void {
  useEffect(() => {
    whenIdle(PeekDrawer, RecordDrawer, BulkBar, CellEditorCode);
    preloadEditors();
  }, []);
}

export function ListPage() {
  const { object } = route.useParams();
  const meta = useObjectNow(object);
  return <ObjectPage key={object} meta={meta} />;
}

const NOTHING: ReadonlySet<string> = new Set();

function ObjectPage({ meta }: { meta: ObjectMeta }) {
  const t = useT(listWords);
  const label = useLabel();
  const phone = usePhone();
  const state = useListState(meta);
  usePreloads();
  const [selection, setSelection] = useState<ReadonlySet<string>>(NOTHING);
  const isList = state.kind === "list";
  const query = useMemo(
    () => ({ filter: state.filter, sort: state.sort, q: state.q || undefined, fields: fieldsNeeded(meta, state.columns.map((column) => column.field)) }),
    [meta, state.filter, state.sort, state.q, state.columns],
  );
  const list = useRecordList(meta.name, query, isList);
  const openPage = useOpenRecord(meta, list.rows);
  const startNew = () => state.go({ new: true });
  const title = label(meta.plural);

  useShortcuts([
    ...(meta.can.create ? [{ keys: "n", label: t("new.record", { name: label(meta.label) }), group: t("keys.page"), run: startNew }] : []),
    ...(meta.pipeline ? [{ keys: "v", label: t("keys.toggleBoard"), group: t("keys.page"), run: () => state.go({ kind: isList ? ("board" as const) : ("list" as const) }) }] : []),
  ]);
  // A filter that changes takes rows away; what is no longer seen must not be changed by a bulk action.
  const signature = JSON.stringify([state.filter, state.q, state.kind]);
  const [seen, setSeen] = useState(signature);
  if (seen !== signature) {
    setSeen(signature);
    setSelection(NOTHING);
  }
  return (
    <div className="list-page">
      <PageHead title={title}>
        <MoreMenu meta={meta} state={state} />
        {meta.can.create &&
          (phone ? (
            <IconButton icon={Plus} label={t("new.record", { name: label(meta.label) })} onPress={startNew} />
          ) : (
            <Button variant="primary" icon={Plus} onPress={startNew}>
              {t("new.record", { name: label(meta.label) })}
            </Button>
          ))}
      </PageHead>
      <Toolbar meta={meta} state={state} />
      {isList ? (
        <>
          <ListGrid meta={meta} state={state} list={list} selection={selection} onSelectionChange={setSelection} onOpen={openPage} onNew={startNew} />
          {!(phone && selection.size > 0) && <ListFoot list={list} selected={selection.size} />}
        </>
      ) : (
        <Suspense
          fallback={
            <div className="list-waiting">
              <SkeletonLines lines={6} />
            </div>
          }
        >
          <Board meta={meta} state={state} />
        </Suspense>
      )}
      <Suspense>
        {selection.size > 0 && isList && <BulkBar meta={meta} rows={list.rows} selection={selection} count={list.count} hasMore={list.hasNextPage} onClear={() => setSelection(NOTHING)} />}
        {state.isNew && <RecordDrawer meta={meta} onClose={(record) => state.go({ new: undefined, ...(record && !phone ? { open: record.id } : {}) }, true)} />}
        {state.open && <Peek meta={meta} state={state} rows={isList ? list.rows : []} id={state.open} />}
        <ConflictHost />
      </Suspense>
    </div>
  );
}

/** Opens a record's page and remembers the list, for "previous" and "next" there. */
function useOpenRecord(meta: ObjectMeta, rows: readonly KedunRecord[]): (record: KedunRecord) => void {
  const router = useRouter();
  return useCallback(
    (record) => {
      rememberTrail({ object: meta.name, href: router.state.location.href, ids: rows.map((row) => row.id) });
      router.history.push(`/o/${meta.name}/${record.id}`);
    },
    [router, meta.name, rows],
  );
}

function Peek({ meta, state, rows, id }: { meta: ObjectMeta; state: ListState; rows: readonly KedunRecord[]; id: string }) {
  const t = useT(listWords);
  const router = useRouter();
  const index = rows.findIndex((row) => row.id === id);
  const to = (step: number) => {
    const next = rows[index + step];
    if (index !== -1 && next) state.go({ open: next.id }, true);
  };
  useShortcuts([
    { keys: "j", label: t("keys.next"), group: t("keys.page"), run: () => to(1) },
    { keys: "k", label: t("keys.previous"), group: t("keys.page"), run: () => to(-1) },
  ]);
  useEffect(() => rememberTrail({ object: meta.name, href: router.state.location.href, ids: rows.map((row) => row.id) }), [meta.name, router, rows]);
  return (
    <PeekDrawer
      meta={meta}
      id={id}
      onPrevious={index > 0 ? () => to(-1) : null}
      onNext={index !== -1 && index < rows.length - 1 ? () => to(1) : null}
      onClose={() => state.go({ open: undefined }, true)}
    />
  );
}
