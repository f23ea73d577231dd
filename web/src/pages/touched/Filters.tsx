/** Whose account, when, and from which device. */
import { X } from "lucide";
import type { SessionList } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useT } from "../../lib/i18n";
import { deviceWords } from "../../lib/i18n/dict/devices";
import { touchedWords } from "../../lib/i18n/dict/touched";
import { RANGES } from "../../parts/logAddress";
import { PersonPicker } from "../../parts/PersonPicker";
import { useUrlState } from "../../parts/useUrlState";
import { Button } from "../../ui/Button";
import { DateTimePicker } from "../../ui/DatePicker";
import { Select } from "../../ui/Select";
import { devicesOf } from "./groups";

export const FILTERS = ["range", "from", "to", "device", "session", "kind"] as const;

const NO_FILTERS = Object.fromEntries(FILTERS.map((filter) => [filter, null]));

export function Filters({ user, name, sessions }: { user: string; name: string; sessions: SessionList }) {
  const t = useT(touchedWords);
  const words = useT(deviceWords);
  const format = useFormat();
  const url = useUrlState();
  const range = RANGES.find((known) => known === url.get("range")) ?? "all";
  const devices = devicesOf(sessions.items, sessions.ended);
  const isFiltered = FILTERS.some((filter) => url.get(filter) !== "");
  return (
    <div className="touched-filters">
      <PersonPicker
        label={t("person")}
        placeholder={t("person.placeholder")}
        value={user === "" ? null : { id: user, label: name }}
        onChange={(person) => url.set({ ...NO_FILTERS, user: person?.id ?? null, name: person?.label ?? null })}
      />
      {user !== "" && (
        <>
          <Select label={t("range")} items={RANGES.map((id) => ({ id, label: t(`range.${id}`) }))} value={range} onChange={(next) => url.set({ range: next === "all" ? null : next })} />
          {range === "custom" && (
            <>
              <DateTimePicker label={t("from")} value={url.get("from") || null} onChange={(from) => url.set({ from })} timeZone={format.context.timeZone} />
              <DateTimePicker label={t("to")} value={url.get("to") || null} onChange={(to) => url.set({ to })} timeZone={format.context.timeZone} />
            </>
          )}
          {devices.length > 0 && (
            <Select
              label={t("device")}
              placeholder={t("device.all")}
              items={devices.map(({ id, device, isLive, lastUsed }) => ({
                id,
                label: device || words("unknown"),
                description: [words("lastUsed", { when: format.relative(lastUsed) }), ...(isLive ? [] : [t("device.ended")])].join(" · "),
              }))}
              value={url.get("device") || null}
              onChange={(device) => url.set({ device })}
              isClearable
            />
          )}
          {isFiltered && (
            <Button variant="quiet" icon={X} onPress={() => url.set(Object.fromEntries(FILTERS.map((filter) => [filter, null])))}>
              {t("clear")}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
