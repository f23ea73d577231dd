/**
 * Pages about programs, by their address: below `/security`, and where an app asks. They are named here and not in the list of routes,
 * for that list is part of the first files of every page, and each page in it weighs there.
 */
import { useLocation } from "@tanstack/react-router";
import { type ComponentType, Suspense } from "react";
import { LostPage } from "../../shell/LostPage";
import { lately } from "../../ui/lately";

const PAGES: Record<string, ComponentType> = {
  "/security/my-tokens": lately(() => import("../../pages/my-tokens/MyTokensPage"), (module) => module.MyTokensPage),
  "/security/my-tokens/new": lately(() => import("../../pages/my-tokens/NewTokenPage"), (module) => module.NewTokenPage),
  "/security/my-apps": lately(() => import("../../pages/my-apps/MyAppsPage"), (module) => module.MyAppsPage),
  "/security/apps": lately(() => import("../../pages/apps/AppsPage"), (module) => module.AppsPage),
  "/security/apps/new": lately(() => import("../../pages/apps/NewAppPage"), (module) => module.NewAppPage),
  "/apps/authorize": lately(() => import("../../pages/consent/ConsentPage"), (module) => module.ConsentPage),
};

export function LaterPage() {
  const { pathname } = useLocation();
  const Page = PAGES[pathname] ?? LostPage;
  return (
    <Suspense>
      <Page key={pathname} />
    </Suspense>
  );
}
