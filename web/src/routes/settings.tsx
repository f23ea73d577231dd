/** Administration. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "./root";

export const usersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/users",
  component: lazyRouteComponent(() => import("../pages/users/UsersPage"), "UsersPage"),
});

export const teamsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/teams",
  component: lazyRouteComponent(() => import("../pages/teams/TeamsPage"), "TeamsPage"),
});
