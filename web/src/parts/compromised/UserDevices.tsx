/** The devices and sessions of a user, and what is done when one is lost or the account is in other hands. Nothing for whoever may not see them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ShieldAlert } from "lucide";
import { useState } from "react";
import { isApiError } from "../../lib/api/error";
import { useMe } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import { safetyKeys, userCompromised, userDeviceLost, userDevices, userSessions } from "../../lib/api/safety";
import type { Compromise, KnownDevice, Session, User } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { compromisedWords } from "../../lib/i18n/dict/compromised";
import { deviceWords } from "../../lib/i18n/dict/devices";
import { CompromisedDialog } from "./CompromisedDialog";
import { ReportDialog } from "./ReportDialog";
import { DeviceCard, useDeviceName } from "../devices/DeviceCard";
import { EndDialog } from "../devices/EndDialog";
import { groupByDevice } from "../devices/group";
import { LostDialog } from "../devices/LostDialog";
import { OverSessions } from "../devices/Over";
import { Waiting } from "../Waiting";
import { Button } from "../../ui/Button";
import { FormSection } from "../../ui/FormRow";
import { Link } from "../../ui/Link";
import { touchedHref } from "../logAddress";

export interface UserDevicesProps {
  user: Pick<User, "id" | "name">;
  /** Shows the way to what the account touched: not where one stands there. */
  isLinked?: boolean;
}

export function UserDevices({ user, isLinked = true }: UserDevicesProps) {
  const t = useT(deviceWords);
  const me = useMe();
  const client = useQueryClient();
  const [losing, setLosing] = useState<KnownDevice | null>(null);
  const [ending, setEnding] = useState<Session | null>(null);
  const sessions = useQuery({ queryKey: safetyKeys.userSessions(user.id), queryFn: ({ signal }) => userSessions(user.id, signal) });
  const devices = useQuery({ queryKey: safetyKeys.userDevices(user.id), queryFn: ({ signal }) => userDevices(user.id, signal) });
  // Factors may have gone with it, and whoever has no way in any more is invited anew.
  const refresh = () => {
    void client.invalidateQueries({ queryKey: keys.users() });
    void client.invalidateQueries({ queryKey: keys.coverage() });
  };
  const name = useDeviceName();
  if (isApiError(devices.error) && (devices.error.status === 404 || devices.error.status === 403)) return null;
  const waiting = [sessions, devices].find((query) => query.isPending || query.error);
  const groups = groupByDevice(devices.data?.items ?? [], sessions.data?.items ?? []);
  const over = sessions.data?.ended ?? [];
  return (
    <>
      <FormSection title={t("title")} description={t("user.words")}>
        {waiting ? (
          <Waiting query={waiting} lines={3} />
        ) : groups.length === 0 ? (
          <p className="meta">{t("user.none")}</p>
        ) : (
          <ul className="card-list">
            {groups.map((group) => {
              const { device } = group;
              return (
                <DeviceCard
                  key={device?.id ?? group.sessions[0]?.id}
                  group={group}
                  actions={
                    device && (
                      <Button size="small" onPress={() => setLosing(device)} aria-label={t("lost.named", { device: name(device.device) })}>
                        {t("lost")}
                      </Button>
                    )
                  }
                  sessionAction={(session) => me.user.id !== user.id && (
                    <Button size="small" onPress={() => setEnding(session)} aria-label={t("end.named", { device: name(session.device) })}>
                      {t("end")}
                    </Button>
                  )}
                />
              );
            })}
          </ul>
        )}
        {over.length > 0 && (
          <>
            <h3 className="sub-title">{t("user.over")}</h3>
            <OverSessions sessions={over} />
          </>
        )}
        {me.can.audit && isLinked && (
          <p>
            <Link href={touchedHref(user)}>{t("user.touched")}</Link>
          </p>
        )}
        {ending && <EndDialog session={ending} user={user} onChanged={refresh} onClose={() => setEnding(null)} />}
        {losing && <LostDialog device={losing} owner={user} lose={(withPasskeys) => userDeviceLost(user.id, losing.id, withPasskeys)} onChanged={refresh} onClose={() => setLosing(null)} />}
      </FormSection>
      <UserCompromised user={user} onDone={refresh} />
    </>
  );
}

function UserCompromised({ user, onDone }: { user: Pick<User, "id" | "name">; onDone(): void }) {
  const t = useT(compromisedWords);
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const [report, setReport] = useState<Compromise | null>(null);
  if (me.user.id === user.id) {
    return (
      <FormSection title={t("user")}>
        <Link href="/security">{t("user.self")}</Link>
      </FormSection>
    );
  }
  return (
    <FormSection title={t("user")} description={t("user.words")}>
      <span>
        <Button icon={ShieldAlert} onPress={() => setAsking(true)}>
          {t("user")}
        </Button>
      </span>
      {asking && (
        <CompromisedDialog
          user={user}
          run={(body) => userCompromised(user.id, body)}
          onDone={(done) => {
            setAsking(false);
            setReport(done);
            onDone();
          }}
          onClose={() => setAsking(false)}
        />
      )}
      {report && <ReportDialog report={report} user={user} onClose={() => setReport(null)} />}
    </FormSection>
  );
}
