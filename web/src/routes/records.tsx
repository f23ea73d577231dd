/** Lists, boards and records of every object, all from metadata. */
import { createRoute, type ErrorComponentProps, lazyRouteComponent } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { isApiError } from "../lib/api/error";
import { objectQuery } from "../lib/api/hooks";
import { queryClient } from "../lib/api/queryClient";
import { readListSearch } from "../records/address";
import { BrokenPage } from "../shell/BrokenPage";
import { untilLeft } from "./guard";
import { shellRoute } from "./root";

const LostPage = lazy(() => import("../shell/LostPage").then((module) => ({ default: module.LostPage })));

/** Absent and hidden are the same. */
function Failed(props: ErrorComponentProps) {
  if (!isApiError(props.error) || props.error.status !== 404) return <BrokenPage {...props} />;
  return (
    <Suspense>
      <LostPage />
    </Suspense>
  );
}

export const objectRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/o/$object",
  validateSearch: readListSearch,
  loader: ({ params }) => untilLeft(queryClient.ensureQueryData(objectQuery(params.object))),
  component: lazyRouteComponent(() => import("../records/list/ListPage"), "ListPage"),
  errorComponent: Failed,
});

export const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/o/$object/$id",
  loader: ({ params }) => untilLeft(queryClient.ensureQueryData(objectQuery(params.object))),
  component: lazyRouteComponent(() => import("../records/record/RecordPage"), "RecordPage"),
  errorComponent: Failed,
});
