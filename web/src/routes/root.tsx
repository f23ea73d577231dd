/** The root of all routes and the two layouts below it: `shellRoute` for people who are signed in, `authRoute` for the others. */
import { createRootRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { BrokenPage } from "../shell/BrokenPage";
import { requireSignedIn } from "./guard";

export const rootRoute = createRootRoute({ errorComponent: BrokenPage });

export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: ({ location }) => requireSignedIn(location.href),
  component: lazyRouteComponent(() => import("../shell/Shell"), "Shell"),
  errorComponent: BrokenPage,
});

export const authRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "auth",
  component: lazyRouteComponent(() => import("../shell/AuthFrame"), "AuthFrame"),
  errorComponent: BrokenPage,
});
