/** Tokens and apps. Which pages there are stands in later/security.tsx. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "./root";

const component = lazyRouteComponent(() => import("./later/security"), "LaterPage");

export const laterRoute = createRoute({ getParentRoute: () => shellRoute, path: "/security/$page/{-$act}", component });

export const consentRoute = createRoute({ getParentRoute: () => shellRoute, path: "/apps/authorize", component });
