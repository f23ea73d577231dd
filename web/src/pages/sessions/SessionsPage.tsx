/** The devices my account signed in on, what is open on each, and the way to end it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import { myDeviceLost, myDevices, safetyKeys } from "../../lib/api/safety";
import type { KnownDevice } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { deviceWords } from "../../lib/i18n/dict/devices";
import { PageHead } from "../../lib/page";
import { DeviceCard, useDeviceName } from "../../parts/devices/DeviceCard";
import { type DeviceGroup, groupByDevice } from "../../parts/devices/group";
import { LostDialog } from "../../parts/devices/LostDialog";
import { OverSessions } from "../../parts/devices/Over";
import { Waiting } from "../../parts/Waiting";
import { Button } from "../../ui/Button";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { FormError, FormSection } from "../../ui/FormRow";
import { usePhone } from "../../ui/hooks/useMediaQuery";
import { toast } from "../../ui/Toast";
import "./sessions.css";

export function SessionsPage() {
  const t = useT(deviceWords);
  const client = useQueryClient();
  // The head of a narrow page has no room for it.
  const phone = usePhone();
  const [asking, setAsking] = useState(false);
  const [losing, setLosing] = useState<KnownDevice | null>(null);
  const sessions = useQuery({ queryKey: keys.mySessions(), queryFn: ({ signal }) => calls.mySessions(signal) });
  const devices = useQuery({ queryKey: safetyKeys.myDevices(), queryFn: ({ signal }) => myDevices(signal) });
  const refresh = () => {
    void client.invalidateQueries({ queryKey: keys.mySessions() });
    void client.invalidateQueries({ queryKey: safetyKeys.myDevices() });
    void client.invalidateQueries({ queryKey: keys.mySecurity() });
  };
  const say = (n: number) => {
    setAsking(false);
    toast({ message: t("ended", { n }), tone: "success" });
    refresh();
  };
  const fail = (error: Error) => {
    toast({ message: errorWords(error, t), tone: "danger" });
    refresh();
  };
  const end = useMutation({ mutationFn: calls.mySessionEnd, onSuccess: () => say(1), onError: fail });
  const endOthers = useMutation({ mutationFn: calls.myOtherSessionsEnd, onSuccess: ({ ended }) => say(ended) });
  const ask = () => {
    endOthers.reset();
    setAsking(true);
  };
  const waiting = [sessions, devices].find((query) => query.isPending || query.error);
  const groups = groupByDevice(devices.data?.items ?? [], sessions.data?.items ?? []);
  const open = sessions.data?.items.length ?? 0;
  const endAll = open > 1 && <Button onPress={ask}>{t("endOthers")}</Button>;
  return (
    <div className="page-body sessions">
      <PageHead title={t("title")}>{!phone && endAll}</PageHead>
      <p className="sessions-words">{t("words")}</p>
      {phone && endAll}
      {waiting ? (
        <Waiting query={waiting} />
      ) : (
        <>
          <section className="stack is-tight" aria-label={t("known")}>
            <ul className="card-list">
              {groups.map((group) => (
                <Device key={group.device?.id ?? group.sessions[0]?.id} group={group} ending={end.isPending ? end.variables : null} onEnd={(id) => end.mutate(id)} onLost={setLosing} />
              ))}
            </ul>
            {groups.length === 1 ? (
              <p className="sessions-alone">
                <strong>{t("alone")}</strong> {t("alone.words")}
              </p>
            ) : (
              open === 1 && <p className="meta">{t("others")}</p>
            )}
          </section>
          <FormSection title={t("over")}>
            <OverSessions sessions={sessions.data?.ended ?? []} />
          </FormSection>
        </>
      )}
      <ConfirmDialog
        isOpen={asking}
        onOpenChange={setAsking}
        title={t("endOthers.title")}
        confirmLabel={t("end")}
        cancelLabel={t("cancel")}
        onConfirm={() => endOthers.mutate()}
        isPending={endOthers.isPending}
        isDanger
      >
        <div className="stack is-tight">
          <p>{t("endOthers.words")}</p>
          <FormError>{endOthers.error ? errorWords(endOthers.error, t) : null}</FormError>
        </div>
      </ConfirmDialog>
      {losing && <LostDialog device={losing} lose={(withPasskeys) => myDeviceLost(losing.id, withPasskeys)} onChanged={refresh} onClose={() => setLosing(null)} />}
    </div>
  );
}

interface DeviceProps {
  group: DeviceGroup;
  ending: string | null;
  onEnd(session: string): void;
  onLost(device: KnownDevice): void;
}

/** One's own device is signed out by the account's menu, and is at hand: it can't be lost. */
function Device({ group, ending, onEnd, onLost }: DeviceProps) {
  const t = useT(deviceWords);
  const { device, sessions } = group;
  const name = useDeviceName()(device?.device ?? sessions[0]?.device);
  return (
    <DeviceCard
      group={group}
      actions={
        device &&
        !device.current && (
          <Button size="small" onPress={() => onLost(device)} aria-label={t("lost.named", { device: name })}>
            {t("lost")}
          </Button>
        )
      }
      sessionAction={(session) =>
        !session.current && (
          <Button size="small" onPress={() => onEnd(session.id)} isPending={ending === session.id} aria-label={t("end.named", { device: name })}>
            {t("end")}
          </Button>
        )
      }
    />
  );
}
