/**
 * All routes. To add one: make a file beside this one that creates it below `shellRoute` (see me.tsx), and add its name to the list. A page that few people
 * open costs less in further.tsx.
 */
import { homeRoute, furtherRoute } from "./home";
import { profileRoute, securityRoute, sessionsRoute } from "./me";
import { objectRoute, recordRoute } from "./records";
import { rootRoute, shellRoute } from "./root";
import { auditRoute, objectSettingsRoute, objectsRoute, roleRoute, rolesRoute, signInRulesRoute, teamsRoute, usersRoute } from "./settings";
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
    objectRoute,
    recordRoute,
    furtherRoute,
  ]),
]);
