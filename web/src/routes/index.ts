/**
 * All routes. To add one: make a file beside this one that creates it below `shellRoute` (see me.tsx), and add its name to the list.
 */
import { homeRoute, lostRoute } from "./home";
import { profileRoute, securityRoute, sessionsRoute } from "./me";
import { objectRoute, recordRoute } from "./records";
import { rootRoute, shellRoute } from "./root";
import { auditRoute, objectSettingsRoute, objectsRoute, riskRoute, roleRoute, rolesRoute, signInRulesRoute, teamsRoute, touchedRoute, usersRoute } from "./settings";
import { importRoute, recycleRoute } from "./tools";

export const routeTree = rootRoute.addChildren([
  shellRoute.addChildren([
    homeRoute,
    profileRoute,
    sessionsRoute,
    securityRoute,
    importRoute,
    recycleRoute,
    usersRoute,
    teamsRoute,
    rolesRoute,
    roleRoute,
    objectsRoute,
    objectSettingsRoute,
    auditRoute,
    signInRulesRoute,
    riskRoute,
    touchedRoute,
    objectRoute,
    recordRoute,
    lostRoute,
  ]),
]);
