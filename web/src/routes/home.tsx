/** `/` leads to the first object's list; what is no route, to the pages that few open, or to one that says that there is nothing. */
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { objectsQuery } from "../lib/api/hooks";
import { queryClient } from "../lib/api/queryClient";
import { shellRoute } from "./root";

export const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/",
  beforeLoad: async () => {
    const { items } = await queryClient.ensureQueryData(objectsQuery());
    const first = items.find((object) => object.in_menu && object.can.view);
    throw redirect({ href: first ? `/o/${first.name}` : "/me/profile", replace: true });
  },
});

export const furtherRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "$",
  component: lazyRouteComponent(() => import("./further"), "FurtherPage"),
});
