/** Tools beside the lists: the recycle bin. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "./root";

export const recycleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/recycle",
  component: lazyRouteComponent(() => import("../pages/recycle/RecyclePage"), "RecyclePage"),
});
