/** The newest devices and sign-ins of the reader, and the way to all of them. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight, MonitorSmartphone } from "lucide";
import * as calls from "../../lib/api/calls";
import { keys } from "../../lib/api/keys";
import { myDevices, safetyKeys } from "../../lib/api/safety";
import { useT } from "../../lib/i18n";
import { deviceWords } from "../../lib/i18n/dict/devices";
import { DeviceCard } from "../../parts/devices/DeviceCard";
import { groupByDevice } from "../../parts/devices/group";
import { Waiting } from "../../parts/Waiting";
import { FormSection } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { Link } from "../../ui/Link";

const SHOWN = 3;

export function RecentDevices() {
  const t = useT(deviceWords);
  const sessions = useQuery({ queryKey: keys.mySessions(), queryFn: ({ signal }) => calls.mySessions(signal) });
  const devices = useQuery({ queryKey: safetyKeys.myDevices(), queryFn: ({ signal }) => myDevices(signal) });
  const waiting = [sessions, devices].find((query) => query.isPending || query.error);
  return (
    <FormSection title={t("recent")} description={t("recent.words")}>
      {waiting && <Waiting query={waiting} lines={3} />}
      <div className="card-list">
        {!waiting && (
          <ul>
            {groupByDevice(devices.data?.items ?? [], sessions.data?.items ?? [])
              .slice(0, SHOWN)
              .map((group) => (
                <DeviceCard key={group.device?.id ?? group.sessions[0]?.id} group={group} isShort />
              ))}
          </ul>
        )}
        <Link href="/me/sessions" isPlain className="card-row security-all">
          <span className="factor-icon">
            <Icon icon={MonitorSmartphone} size={17} />
          </span>
          <span className="card-words">
            <span className="card-title">{t("recent.all")}</span>
            <span className="meta">{t("recent.allWords")}</span>
          </span>
          <Icon icon={ChevronRight} size={16} />
        </Link>
      </div>
    </FormSection>
  );
}
