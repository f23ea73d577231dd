/** The reader's own pages. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "./root";

export const profileRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/me/profile",
  component: lazyRouteComponent(() => import("../pages/profile/ProfilePage"), "ProfilePage"),
});

export const sessionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/me/sessions",
  component: lazyRouteComponent(() => import("../pages/sessions/SessionsPage"), "SessionsPage"),
});

export const securityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/security",
  component: lazyRouteComponent(() => import("../pages/security/SecurityPage"), "SecurityPage"),
});
