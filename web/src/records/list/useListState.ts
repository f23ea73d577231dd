/** The state of a list, all of it in the address except column widths. A saved view gives what the address leaves open. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import type { Filter, ObjectMeta, SortKey, View } from "../../lib/api/types";
import { type ListSearch, readSort, writeSort } from "../address";
import { type ColumnChoice, columnsOf, readOwnColumns, writeOwnColumns } from "./columns";

const route = getRouteApi("/shell/o/$object");

/** What changed last comes first, until somebody sorts. */
const DEFAULT_SORT: SortKey[] = [{ field: "updated_at", desc: true }];

export interface ListState {
  views: View[];
  view: View | null;
  kind: "list" | "board";
  filter: Filter | null;
  sort: SortKey[];
  q: string;
  open: string | null;
  isNew: boolean;
  columns: ColumnChoice[];
  /** Differs from the view, or from the plain list. */
  isChanged: boolean;
  /** Changes the address. `replace` for what should not become a step of "back". */
  go(patch: ListSearch, replace?: boolean): void;
  setFilter(filter: Filter | null): void;
  setSort(sort: SortKey[]): void;
  setColumns(columns: ColumnChoice[]): void;
  /** Back to the view as it is saved. */
  reset(): void;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function useListState(meta: ObjectMeta): ListState {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const found = useQuery({ queryKey: keys.views(meta.name), queryFn: ({ signal }) => calls.views(meta.name, signal), staleTime: 60_000 });
  const views = useMemo(() => found.data?.items ?? [], [found.data]);
  const view = views.find((entry) => entry.id === search.view) ?? null;
  const viewId = view?.id ?? null;
  const [own, setOwn] = useState<{ key: string; columns: ColumnChoice[] | null }>(() => ({ key: "", columns: null }));
  const ownKey = `${meta.name}:${viewId ?? "all"}`;
  const ownColumns = own.key === ownKey ? own.columns : readOwnColumns(meta.name, viewId);

  const go = useCallback((patch: ListSearch, replace = false) => void navigate({ search: (old) => clean({ ...old, ...patch }), replace }), [navigate]);
  const setOwnColumns = (columns: ColumnChoice[] | null) => {
    setOwn({ key: ownKey, columns });
    writeOwnColumns(meta.name, viewId, columns);
  };
  const viewFilter = view?.filter ?? null;
  const viewSort = view && view.sort.length > 0 ? view.sort : DEFAULT_SORT;
  const filter = search.filter === undefined ? viewFilter : search.filter;
  const sort = search.sort === undefined ? viewSort : readSort(search.sort);
  const canBoard = meta.pipeline !== null;
  const kind = canBoard ? (search.kind ?? view?.kind ?? "list") : "list";
  const columns = useMemo(() => columnsOf(meta, view, ownColumns), [meta, view, ownColumns]);
  return {
    views,
    view,
    kind,
    filter,
    sort,
    q: search.q ?? "",
    open: search.open ?? null,
    isNew: search.new === true,
    columns,
    isChanged: !same(filter, viewFilter) || !same(sort, viewSort) || ownColumns !== null || (view !== null && kind !== view.kind),
    go,
    setFilter: (next) => go({ filter: same(next, viewFilter) ? undefined : next }, true),
    setSort: (next) => go({ sort: same(next, viewSort) ? undefined : writeSort(next) }, true),
    setColumns: setOwnColumns,
    reset: () => {
      setOwnColumns(null);
      go({ filter: undefined, sort: undefined, kind: undefined });
    },
  };
}

/** Takes out what says nothing, so that addresses stay short. */
function clean(search: ListSearch): ListSearch {
  return Object.fromEntries(Object.entries(search).filter(([name, value]) => value !== undefined && value !== false && !(name !== "sort" && value === ""))) as ListSearch;
}
