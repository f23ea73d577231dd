/** The router itself. Routes are in src/routes: one file an area, listed in routes/index.ts. */
import { createRouter } from "@tanstack/react-router";
import { onSignedOut } from "./lib/api/client";
import { queryClient } from "./lib/api/queryClient";
import { routeTree } from "./routes";
import { signInHref } from "./routes/guard";

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPreloadDelay: 60,
  // TanStack Query decides what is fresh.
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 200,
  defaultPendingMinMs: 0,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

onSignedOut(() => {
  if (router.state.location.pathname === "/sign-in") return;
  const href = signInHref(router.state.location.href);
  // What was cached belongs to the person who left; it goes once no page shows it any more.
  void router.navigate({ href, replace: true }).then(() => queryClient.clear());
});
