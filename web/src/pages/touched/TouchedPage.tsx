/** What an account touched: for whoever reads the log, to see what somebody saw who was in it. The address keeps person and filters. */
import { useQuery } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide";
import { Suspense, useState } from "react";
import * as calls from "../../lib/api/calls";
import { useMe } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import { useT } from "../../lib/i18n";
import { touchedWords } from "../../lib/i18n/dict/touched";
import { PageHead } from "../../lib/page";
import { useUrlState } from "../../parts/useUrlState";
import { Button } from "../../ui/Button";
import { Drawer } from "../../ui/Drawer";
import { lately } from "../../ui/lately";
import { EmptyState } from "../../ui/EmptyState";
import { Events } from "./Events";
import { Filters } from "./Filters";
import { useSessions } from "./useSessions";
import "../../parts/parts.css";
import "./touched.css";

const UserDevices = lately(() => import("../../parts/compromised/UserDevices"), (module) => module.UserDevices);

/** The name comes by the address, as the reader need not be allowed to read users; else it is asked for. */
function useName(id: string): string {
  const name = useUrlState().get("name");
  const me = useMe();
  const user = useQuery({ queryKey: keys.user(id), queryFn: ({ signal }) => calls.user(id, signal), enabled: id !== "" && name === "" && me.can.users });
  return name || user.data?.name || id;
}

export function TouchedPage() {
  const t = useT(touchedWords);
  const user = useUrlState().get("user");
  const name = useName(user);
  const sessions = useSessions(user);
  const { can } = useMe();
  const [acting, setActing] = useState(false);
  const canAct = user !== "" && (can.users || can.security);
  return (
    <div className="page-body is-wide touched-page">
      <PageHead title={t("title")}>
        {canAct && (
          <Button icon={MonitorSmartphone} onPress={() => setActing(true)}>
            {t("act")}
          </Button>
        )}
      </PageHead>
      <p className="touched-words">{t("words")}</p>
      <Filters user={user} name={name} sessions={sessions} />
      {user === "" ? <EmptyState figure="people" title={t("choose")} description={t("choose.words")} /> : <Events key={user} user={user} sessions={sessions} />}
      <Drawer isOpen={acting && canAct} onOpenChange={setActing} title={t("act.title", { name })}>
        <div className="stack">
          <Suspense>
            <UserDevices user={{ id: user, name }} isLinked={false} />
          </Suspense>
        </div>
      </Drawer>
    </div>
  );
}
