/** Sessions that are over, with why they ended: a sign-in that was not one's own shows here, too. */
import { useState } from "react";
import type { Session } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { deviceWords } from "../../lib/i18n/dict/devices";
import { Button } from "../../ui/Button";
import { Pill, type PillColor } from "../../ui/Pill";
import { useDeviceName, usePlaceWords } from "./DeviceCard";
import { type EndedWhy, whyOf } from "./group";

const SHOWN = 5;
const COLORS: Partial<Record<EndedWhy, PillColor>> = { device_lost: "red", compromised: "red", disabled: "amber", ended_by_administrator: "amber", factors_reset: "amber", left: "amber" };

export function OverSessions({ sessions }: { sessions: readonly Session[] }) {
  const t = useT(deviceWords);
  const format = useFormat();
  const name = useDeviceName();
  const where = usePlaceWords();
  const [showsAll, setShowsAll] = useState(false);
  if (sessions.length === 0) return <p className="meta">{t("over.none")}</p>;
  const shown = showsAll ? sessions : sessions.slice(0, SHOWN);
  return (
    <>
      <ul className="card-list">
        {shown.map((session) => {
          const why = whyOf(session.ended_why);
          return (
            <li key={session.id} className="card-row">
              <span className="card-words">
                <span className="card-title" title={session.user_agent}>
                  {name(session.device)}
                  <Pill color={COLORS[why]} dot={COLORS[why] !== undefined}>
                    {t(`why.${why}`)}
                  </Pill>
                </span>
                <span className="meta">{[where(session), t("over.line", { from: format.dateTime(session.created_at), to: format.dateTime(session.ended_at ?? session.last_used_at) })].filter(Boolean).join(" · ")}</span>
              </span>
            </li>
          );
        })}
      </ul>
      {!showsAll && sessions.length > SHOWN && (
        <span>
          <Button variant="quiet" size="small" onPress={() => setShowsAll(true)}>
            {t("over.more", { n: sessions.length })}
          </Button>
        </span>
      )}
    </>
  );
}
