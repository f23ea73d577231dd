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

export const rolesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/roles",
  component: lazyRouteComponent(() => import("../pages/roles/RolesPage"), "RolesPage"),
});

export const roleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/roles/$role",
  component: lazyRouteComponent(() => import("../pages/roles/RolePage"), "RolePage"),
});
