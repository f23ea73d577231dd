/** Pages for people who are not signed in. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { safeNext } from "./guard";
import { authRoute } from "./root";

export const signInRoute = createRoute({
  getParentRoute: () => authRoute,
  path: "/sign-in",
  validateSearch: (search): { next?: string } => ({ next: safeNext(search["next"]) }),
  component: lazyRouteComponent(() => import("../pages/sign-in/SignInPage"), "SignInPage"),
});

export const setUpRoute = createRoute({
  getParentRoute: () => authRoute,
  path: "/setup",
  validateSearch: (search): { token?: string } => ({ token: search["token"] === undefined ? undefined : String(search["token"]) }),
  component: lazyRouteComponent(() => import("../pages/set-up/SetUpPage"), "SetUpPage"),
});

export const invitationRoute = createRoute({
  getParentRoute: () => authRoute,
  path: "/invitation/$token",
  component: lazyRouteComponent(() => import("../pages/invitation/InvitationPage"), "InvitationPage"),
});
