/** Tools beside the lists: importing, the recycle bin. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "./root";

export const recycleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/recycle",
  component: lazyRouteComponent(() => import("../pages/recycle/RecyclePage"), "RecyclePage"),
});

export const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/import/{-$id}",
  component: lazyRouteComponent(() => import("../pages/import/ImportPage"), "ImportPage"),
});
