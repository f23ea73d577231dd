/** Acts that belong together: what, how much, when and from where; opened, the records and the single acts. */
import { CircleEllipsis, Download, Eye, FolderInput, KeyRound, LogIn, OctagonX, Pencil, Search, Settings } from "lucide";
import { useState } from "react";
import { useObjects } from "../../lib/api/hooks";
import type { SessionList, Touched, TouchedKind } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { auditWords } from "../../lib/i18n/dict/audit";
import { touchedWords } from "../../lib/i18n/dict/touched";
import { useDeviceName, usePlaceWords } from "../../parts/devices/DeviceCard";
import { Button } from "../../ui/Button";
import { cx } from "../../ui/classes";
import { Icon, type IconNode } from "../../ui/Icon";
import { Records } from "./Records";
import "../../parts/factor/factor.css";

const ICONS: Record<TouchedKind, IconNode> = {
  signed_in: LogIn,
  viewed: Eye,
  searched: Search,
  changed: Pencil,
  exported: Download,
  imported: FolderInput,
  account: KeyRound,
  settings: Settings,
  refused: OctagonX,
  other: CircleEllipsis,
};
/** What leaves or changes data stands out. */
const LOUD: readonly TouchedKind[] = ["exported", "changed", "imported", "settings"];
/** Not about records: what was done says more than to what. */
const OF_ACTS: readonly TouchedKind[] = ["signed_in", "account", "settings", "other"];
const THINGS = ["user", "team", "role", "setting", "session", "view", "token", "app"] as const;

const isSaid = (key: string): key is keyof typeof auditWords.zh => Object.hasOwn(auditWords.zh, key);

export interface EventRowProps {
  group: Touched;
  sessions: SessionList;
  isOneSession: boolean;
  onSession(session: string): void;
}

export function EventRow({ group, sessions, isOneSession, onSession }: EventRowProps) {
  const t = useT(touchedWords);
  const words = useT(auditWords);
  const label = useLabel();
  const format = useFormat();
  const objects = useObjects();
  const name = useDeviceName();
  const where = usePlaceWords();
  const [isOpen, setOpen] = useState(false);
  const session = [...sessions.items, ...sessions.ended].find(({ id }) => id === group.session);
  const meta = objects.find((each) => each.name === group.object);
  const thing = THINGS.find((each) => each === group.object);
  const object = meta ? label(meta.label) : thing ? t(`thing.${thing}`) : (group.object ?? "");
  const times = format.time(group.from) === format.time(group.to) ? format.time(group.to) : `${format.time(group.from)} – ${format.time(group.to)}`;
  const from = [session && name(session.device), session ? where({ place: session.place, address: group.address ?? session.address }) : group.address].filter(Boolean).join(" · ");
  const count = meta && group.record_count > 0 ? t("count.records", { n: group.record_count }) : group.events > 1 ? t("count.events", { n: group.events }) : "";
  const said = group.actions
    .map((action) => {
      const key = `a.${action}`;
      return isSaid(key) ? words(key) : action;
    })
    .join(t("list.comma"));
  const isOfActs = OF_ACTS.includes(group.kind) && !meta;
  return (
    <li>
      <details className="touched" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className={cx("factor-icon", group.kind === "refused" ? "touched-refused" : !LOUD.includes(group.kind) && "touched-quiet")}>
            <Icon icon={ICONS[group.kind]} size={17} />
          </span>
          <span className="card-words">
            <span className="card-title">{[...(isOfActs ? [said] : [t(`kind.${group.kind}`), object]), count].filter(Boolean).join(" · ")}</span>
            <span className="meta num">{[times, from].filter(Boolean).join(" · ")}</span>
          </span>
        </summary>
        {isOpen && (
          <dl className="facts touched-facts">
            <dt>{t("what")}</dt>
            <dd>
              {said} · {t("count.events", { n: group.events })}
            </dd>
            <dt>{t("where")}</dt>
            <dd className="row-of">
              {from || t("where.none")}
              {group.session && !isOneSession && (
                <Button size="small" variant="quiet" onPress={() => onSession(group.session ?? "")}>
                  {t("session.only")}
                </Button>
              )}
            </dd>
            {group.record_count > 0 && meta && (
              <>
                <dt>{t("records")}</dt>
                <dd>
                  <Records object={meta.name} ids={group.records} count={group.record_count} />
                </dd>
              </>
            )}
          </dl>
        )}
      </details>
    </li>
  );
}
