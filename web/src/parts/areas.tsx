/** Areas of administration that are several pages: each page of one shows the way to its neighbors, as far as the reader may go. */
import { useMe } from "../lib/api/hooks";
import { useT } from "../lib/i18n";
import { areaWords } from "../lib/i18n/dict/areas";
import { LinkTabs } from "../ui/LinkTabs";

const SECURITY = {
  policy: "/security/sign-in",
  factors: "/security/sign-in?tab=factors",
  coverage: "/security/sign-in?tab=coverage",
  sso: "/security/sso",
  risk: "/security/risk",
  apps: "/security/apps",
} as const;

export type SecurityPlace = keyof typeof SECURITY;

/** How people and programs come in. All of it is for whoever manages security. */
export function SecurityArea({ current }: { current: SecurityPlace }) {
  const t = useT(areaWords);
  const places = Object.keys(SECURITY) as SecurityPlace[];
  return <LinkTabs className="area" label={t("security")} current={current} items={places.map((id) => ({ id, href: SECURITY[id], label: t(`security.${id}`) }))} />;
}

const PEOPLE = {
  users: "/settings/users",
  leavers: "/settings/leavers",
  reviews: "/settings/rights-reviews",
  orphans: "/settings/orphans",
} as const;

export type PeoplePlace = keyof typeof PEOPLE;

/** Who works here, comes and goes. Nothing for whoever does not manage users: of all this, only reviews may concern them. */
export function PeopleArea({ current }: { current: PeoplePlace }) {
  const t = useT(areaWords);
  const me = useMe();
  const places = Object.keys(PEOPLE) as PeoplePlace[];
  if (!me.can.users) return null;
  return <LinkTabs className="area" label={t("people")} current={current} items={places.map((id) => ({ id, href: PEOPLE[id], label: t(`people.${id}`) }))} />;
}
