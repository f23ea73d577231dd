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

export const objectsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/objects",
  component: lazyRouteComponent(() => import("../pages/objects/ObjectsPage"), "ObjectsPage"),
});

export const objectSettingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/objects/$object",
  component: lazyRouteComponent(() => import("../pages/objects/ObjectPage"), "ObjectPage"),
});

export const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/audit",
  component: lazyRouteComponent(() => import("../pages/audit/AuditPage"), "AuditPage"),
});

export const signInRulesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/security/sign-in",
  component: lazyRouteComponent(() => import("../pages/sign-in-rules/SignInRulesPage"), "SignInRulesPage"),
});

export const riskRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/security/risk",
  component: lazyRouteComponent(() => import("../pages/risk/RiskPage"), "RiskPage"),
});

export const touchedRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/security/timeline/{-$user}",
  component: lazyRouteComponent(() => import("../pages/touched/TouchedPage"), "TouchedPage"),
});
