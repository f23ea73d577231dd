/** The root of all routes, and the layout nearly all of them stand in. The pages before sign-in are no routes: see AuthApp.tsx. */
import { createRootRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { BrokenPage } from "../shell/BrokenPage";
import { requireSignedIn } from "./guard";

export const rootRoute = createRootRoute({ errorComponent: BrokenPage });

export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: requireSignedIn,
  component: lazyRouteComponent(() => import("../shell/Shell"), "Shell"),
  errorComponent: BrokenPage,
});
