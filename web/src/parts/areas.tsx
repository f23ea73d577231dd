/** Areas of administration that are several pages: each page of one shows the way to its neighbors, as far as the reader may go. */
import { useT } from "../lib/i18n";
import { areaWords } from "../lib/i18n/dict/areas";
import { LinkTabs } from "../ui/LinkTabs";

const SECURITY = {
  policy: "/security/sign-in",
  factors: "/security/sign-in?tab=factors",
  coverage: "/security/sign-in?tab=coverage",
  risk: "/security/risk",
} as const;

export type SecurityPlace = keyof typeof SECURITY;

/** How people and programs come in. All of it is for whoever manages security. */
export function SecurityArea({ current }: { current: SecurityPlace }) {
  const t = useT(areaWords);
  const places = Object.keys(SECURITY) as SecurityPlace[];
  return <LinkTabs className="area" label={t("security")} current={current} items={places.map((id) => ({ id, href: SECURITY[id], label: t(`security.${id}`) }))} />;
}
