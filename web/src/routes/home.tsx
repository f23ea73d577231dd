/** `/` leads to the first object's list; everything unknown to a page that says so, inside the shell. */
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

export const lostRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "$",
  component: lazyRouteComponent(() => import("../shell/LostPage"), "LostPage"),
});
