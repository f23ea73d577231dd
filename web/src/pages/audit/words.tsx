/** An event in words. */
import { useMemo } from "react";
import { useObjects } from "../../lib/api/hooks";
import type { AuditEvent } from "../../lib/api/types";
import { useFormat } from "../../lib/format";
import { useLabel, useT } from "../../lib/i18n";
import { auditWords } from "../../lib/i18n/dict/audit";
import { Pill, type PillColor } from "../../ui/Pill";
import { isAction } from "./filters";

/** What the log tells of besides records. */
const THINGS = ["user", "team", "role", "setting", "session"] as const;

export const eventId = (event: AuditEvent): string => `${event.node} ${event.seq}`;

export interface EventWords {
  at(event: AuditEvent): string;
  actor(event: AuditEvent): string;
  action(action: string): string;
  object(name: string): string;
  /** The object and the record, as far as the event names them. */
  what(event: AuditEvent): string;
}

export function useEventWords(): EventWords {
  const t = useT(auditWords);
  const label = useLabel();
  const format = useFormat();
  const objects = useObjects();
  return useMemo(() => {
    const object = (name: string): string => {
      const thing = THINGS.find((entry) => entry === name);
      return thing ? t(`thing.${thing}`) : label(objects.find((entry) => entry.name === name)?.label) || name;
    };
    return {
      at: (event) => format.dateTimeExact(event.at),
      actor: (event) => event.actor.label || (event.actor.kind === "nobody" ? t("kind.nobody") : event.actor.kind === "system" ? t("kind.system") : event.actor.id),
      action: (action) => (isAction(action) ? t(`a.${action}`) : action),
      object,
      what: (event) => [event.object && object(event.object), event.record && (event.record.label ?? event.record.id)].filter(Boolean).join(" · "),
    };
  }, [t, label, format, objects]);
}

const COLORS: Record<AuditEvent["outcome"], PillColor> = { done: "green", denied: "red", failed: "amber" };

export function Outcome({ outcome }: { outcome: AuditEvent["outcome"] }) {
  const t = useT(auditWords);
  return <Pill color={COLORS[outcome]}>{t(`o.${outcome}`)}</Pill>;
}
