/** What an account touched: for whoever reads the log, to see what somebody saw who was in it. The address keeps person and filters. */
import { ShieldAlert } from "lucide";
import { Suspense, useState } from "react";
import { useMe } from "../../lib/api/hooks";
import { useT } from "../../lib/i18n";
import { touchedWords } from "../../lib/i18n/dict/touched";
import { PageHead } from "../../lib/page";
import { useUserName } from "../../parts/account/useUserName";
import { useUrlState } from "../../parts/useUrlState";
import { Button } from "../../ui/Button";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { IconButton } from "../../ui/IconButton";
import { lately } from "../../ui/lately";
import { EmptyState } from "../../ui/EmptyState";
import { Events } from "./Events";
import { Filters } from "./Filters";
import { useSessions } from "./useSessions";
import "../../parts/parts.css";
import "./touched.css";

const AccountDrawer = lately(() => import("../../parts/account/AccountDrawer"), (module) => module.AccountDrawer);

export function TouchedPage() {
  const t = useT(touchedWords);
  const url = useUrlState();
  const user = url.get("user");
  // In the filter alone the name may be the address's, as whoever only reads the log may not ask for it.
  const name = useUserName(user) || url.get("name") || user;
  const sessions = useSessions(user);
  const { can } = useMe();
  // The head of a narrow page has no room for the words.
  const phone = usePhone();
  const [acting, setActing] = useState(false);
  const canAct = user !== "" && (can.users || can.security);
  return (
    <div className="page-body is-wide touched-page">
      <PageHead title={t("title")}>
        {canAct && phone && <IconButton icon={ShieldAlert} label={t("act")} onPress={() => setActing(true)} />}
        {canAct && !phone && (
          <Button icon={ShieldAlert} onPress={() => setActing(true)}>
            {t("act")}
          </Button>
        )}
      </PageHead>
      <p className="touched-words">{t("words")}</p>
      <Filters user={user} name={name} sessions={sessions} />
      {user === "" ? <EmptyState figure="people" title={t("choose")} description={t("choose.words")} /> : <Events key={user} user={user} sessions={sessions} />}
      {acting && canAct && (
        <Suspense>
          <AccountDrawer id={user} isLinked={false} onClose={() => setActing(false)} />
        </Suspense>
      )}
    </div>
  );
}
