/**
 * Pages that few people open, found by their address. They are no routes of their own, for each of those makes the first page of everybody
 * heavier. To add one: a line in PAGES; what it shows besides is in its query. Whatever is none of them leads nowhere.
 */
import { useParams } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { LostPage } from "../shell/LostPage";
import { type Lately, lately, whenIdle } from "../ui/lately";
import { SkeletonLines } from "../ui/Skeleton";

type Page = Lately<object>;

const PAGES: Record<string, Page> = {
  "settings/leavers": lately(() => import("../pages/leavers/LeaversPage"), (module) => module.LeaversPage),
  "settings/rights-reviews": lately(() => import("../pages/rights-reviews/RightsReviewsPage"), (module) => module.RightsReviewsPage),
  "security/sso": lately(() => import("../pages/sso/SsoPage"), (module) => module.SsoPage),
  "security/risk": lately(() => import("../pages/risk/RiskPage"), (module) => module.RiskPage),
  "security/timeline": lately(() => import("../pages/touched/TouchedPage"), (module) => module.TouchedPage),
  "security/my-tokens": lately(() => import("../pages/my-tokens/MyTokensPage"), (module) => module.MyTokensPage),
  "security/my-tokens/new": lately(() => import("../pages/my-tokens/NewTokenPage"), (module) => module.NewTokenPage),
  "security/my-apps": lately(() => import("../pages/my-apps/MyAppsPage"), (module) => module.MyAppsPage),
  "security/apps": lately(() => import("../pages/apps/AppsPage"), (module) => module.AppsPage),
  "security/apps/new": lately(() => import("../pages/apps/NewAppPage"), (module) => module.NewAppPage),
  "apps/authorize": lately(() => import("../pages/consent/ConsentPage"), (module) => module.ConsentPage),
  "settings/orphans": lately(() => import("../pages/orphans/OrphansPage"), (module) => module.OrphansPage),
};

export function FurtherPage() {
  // Of this match, not of where the reader is about to go.
  const { _splat: path = "" } = useParams({ strict: false });
  const Found = Object.hasOwn(PAGES, path) ? PAGES[path] : undefined;
  useEffect(() => {
    const area = path.slice(0, path.indexOf("/") + 1);
    const beside = Object.keys(PAGES).filter((other) => other.startsWith(area));
    if (Found) whenIdle(...beside.flatMap((other) => PAGES[other] ?? []));
  }, [Found, path]);
  if (!Found) return <LostPage />;
  return (
    <Suspense
      key={path}
      fallback={
        <div className="page-body">
          <SkeletonLines lines={6} />
        </div>
      }
    >
      <Found />
    </Suspense>
  );
}
