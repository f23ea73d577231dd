/** One device with what is signed in on it, as a row of a list. Who may end what is for whoever shows it. */
import { Laptop, Smartphone } from "lucide";
import type { ReactNode } from "react";
import type { DevicePasskey, Session } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLanguage, useT } from "../../lib/i18n";
import { deviceWords } from "../../lib/i18n/dict/devices";
import { Icon } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { type DeviceGroup, isNew, isPhone, lastUsedOf, placeIn, proofsOf } from "./group";
import "../parts.css";
import "./devices.css";

/** A short name of the device: browser and system. */
export function useDeviceName(): (device: string | undefined) => string {
  const t = useT(deviceWords);
  return (device) => device || t("unknown");
}

/** Where somebody is, then the address. */
export function usePlaceWords(): (at: Pick<Session, "place" | "address">) => string {
  const language = useLanguage();
  return ({ place, address }) => [placeIn(language, place), address].filter(Boolean).join(" · ");
}

export function usePasskeyNames(): (passkeys: readonly DevicePasskey[]) => string {
  const t = useT(deviceWords);
  const language = useLanguage();
  return (passkeys) => passkeys.map(({ label }) => label || t("passkey.unnamed")).join(language === "zh" ? "、" : ", ");
}

export interface DeviceCardProps {
  group: DeviceGroup;
  /** Buttons for the whole device. */
  actions?: ReactNode;
  /** The button of one session. */
  sessionAction?(session: Session): ReactNode;
  /** Leaves out what is signed in on it. */
  isShort?: boolean;
}

export function DeviceCard({ group, actions, sessionAction, isShort }: DeviceCardProps) {
  const t = useT(deviceWords);
  const format = useFormat();
  const name = useDeviceName();
  const where = usePlaceWords();
  const passkeyNames = usePasskeyNames();
  const begun = useBegun();
  const { device, sessions } = group;
  const at = device ?? sessions[0];
  if (!at) return null;
  const label = name(at.device);
  const firstSeen = device ? device.first_seen_at : (sessions[0]?.device_first_seen_at ?? null);
  /** Nearly always there is one, which then needs no row of its own. */
  const only = sessions.length === 1 ? sessions[0] : undefined;
  return (
    <li className="device">
      <span className="device-icon">
        <Icon icon={isPhone(at.device) ? Smartphone : Laptop} size={20} />
      </span>
      <div className="device-inside">
        <div className="device-head">
          <div className="device-words">
            <span className="card-title" title={at.user_agent}>
              {label}
              {at.current && <Pill color="green">{t("current")}</Pill>}
              {!at.current && isNew(firstSeen, Date.now()) && <Pill color="amber">{t("new")}</Pill>}
              {!device && <Pill color="red">{t("loose")}</Pill>}
              {sessions.length === 0 && <Pill dot={false}>{t("idle")}</Pill>}
            </span>
            <span className="meta">{[where(at), t("lastUsed", { when: format.relative(lastUsedOf(group)) })].filter(Boolean).join(" · ")}</span>
            <span className="meta">{[firstSeen && t("firstSeen", { when: format.dateTime(firstSeen) }), only && !isShort && begun(only, firstSeen)].filter(Boolean).join(" · ")}</span>
            {device && device.passkeys.length > 0 && <span className="meta">{t("passkeys", { names: passkeyNames(device.passkeys) })}</span>}
          </div>
          <div className="device-acts">
            {only && !isShort && sessionAction?.(only)}
            {actions}
          </div>
        </div>
        {!isShort && sessions.length > 1 && (
          <ul className="device-sessions">
            {sessions.map((session) => (
              <li key={session.id}>
                <span className="device-session">
                  <span>
                    {begun(session)}
                    {session.current && <span className="device-now">{t("session.current")}</span>}
                  </span>
                  <span className="meta">{[where(session), t("lastUsed", { when: format.relative(session.last_used_at) })].filter(Boolean).join(" · ")}</span>
                </span>
                {sessionAction?.(session)}
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

/** When a session began, unless that was when the device was first seen, and what was proved for it. */
function useBegun(): (session: Session, firstSeen?: string | null) => string {
  const t = useT(deviceWords);
  const format = useFormat();
  return ({ created_at, strength }, firstSeen) => {
    const when = format.dateTime(created_at);
    const proofs = proofsOf(strength).map((proof) => t(`proof.${proof}`));
    return [firstSeen && format.dateTime(firstSeen) === when ? "" : t("since", { when }), proofs.length > 0 && t("by", { what: proofs.join(" + ") })].filter(Boolean).join(" · ");
  };
}
