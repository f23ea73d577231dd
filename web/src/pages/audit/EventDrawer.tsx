/** One event whole. A peek: the log beside it stays in place, and j/k step through it. */
import { ChevronDown, ChevronUp } from "lucide";
import { useObjects } from "../../lib/api/hooks";
import type { AuditEvent } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { auditWords } from "../../lib/i18n/dict/audit";
import { useShortcuts } from "../../lib/keys";
import { CopyField } from "../../parts/CopyField";
import { touchedHref } from "../../parts/logAddress";
import { Button } from "../../ui/Button";
import { Drawer } from "../../ui/Drawer";
import { IconButton } from "../../ui/IconButton";
import { Link } from "../../ui/Link";
import { Outcome, useEventWords } from "./words";

export interface EventDrawerProps {
  event: AuditEvent;
  onClose(): void;
  onStep(by: 1 | -1): void;
  hasPrevious: boolean;
  hasNext: boolean;
  onNarrow(patch: Record<string, string>): void;
}

export function EventDrawer({ event, onClose, onStep, hasPrevious, hasNext, onNarrow }: EventDrawerProps) {
  const t = useT(auditWords);
  const words = useEventWords();
  const objects = useObjects();
  useShortcuts([
    { keys: "j", label: t("next"), run: () => onStep(1) },
    { keys: "k", label: t("previous"), run: () => onStep(-1) },
  ]);
  const { actor, record } = event;
  const href = event.object && record && objects.some((object) => object.name === event.object) ? `/o/${encodeURIComponent(event.object)}/${encodeURIComponent(record.id)}` : null;
  const detail = Object.entries(event.detail ?? {});
  return (
    <Drawer
      isOpen
      isModal={false}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`${words.action(event.action)} · ${words.at(event)}`}
      width={440}
      actions={
        <>
          <IconButton size="small" icon={ChevronUp} label={t("previous")} isDisabled={!hasPrevious} onPress={() => onStep(-1)} />
          <IconButton size="small" icon={ChevronDown} label={t("next")} isDisabled={!hasNext} onPress={() => onStep(1)} />
        </>
      }
    >
      <div className="stack">
        <dl className="facts">
          <dt>{t("col.outcome")}</dt>
          <dd>
            <Outcome outcome={event.outcome} />
          </dd>
          <dt>{t("col.actor")}</dt>
          <dd className="row-of">
            {words.actor(event)}
            {actor.kind === "person" && (
              <>
                <Button size="small" variant="quiet" onPress={() => onNarrow({ actor: actor.id, name: words.actor(event) })}>
                  {t("detail.onlyActor")}
                </Button>
                <Link href={touchedHref({ id: actor.id, name: words.actor(event) })}>{t("detail.touched")}</Link>
              </>
            )}
          </dd>
          <dt>{t("col.at")}</dt>
          <dd className="num">
            {words.at(event)} <span className="meta mono">{event.at}</span>
          </dd>
          {event.object && (
            <>
              <dt>{t("f.object")}</dt>
              <dd>{words.object(event.object)}</dd>
            </>
          )}
          {record && (
            <>
              <dt>{t("detail.record")}</dt>
              <dd className="row-of">
                {href === null ? <span className="audit-long">{record.label ?? record.id}</span> : <Link href={href}>{record.label ?? t("detail.open")}</Link>}
                <Button size="small" variant="quiet" onPress={() => onNarrow({ record: record.id })}>
                  {t("detail.onlyRecord")}
                </Button>
              </dd>
            </>
          )}
          <dt>{t("col.address")}</dt>
          <dd className="mono">{event.address || "—"}</dd>
          <dt>{t("detail.session")}</dt>
          <dd className="mono audit-long">{event.session ?? "—"}</dd>
          <dt>{t("detail.seq")}</dt>
          <dd className="num">
            {event.seq} <span className="meta mono">{event.node}</span>
          </dd>
        </dl>
        <section className="stack is-tight">
          <h3 className="sub-title">{t("detail.more")}</h3>
          {detail.length === 0 ? (
            <p className="meta">{t("detail.none")}</p>
          ) : (
            <dl className="facts">
              {detail.map(([key, value]) => (
                <DetailFact key={key} name={key} value={value} />
              ))}
            </dl>
          )}
        </section>
        <CopyField label={t("detail.hash")} value={event.hash} description={t("detail.hash.help")} />
      </div>
    </Drawer>
  );
}

function DetailFact({ name, value }: { name: string; value: unknown }) {
  const text = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : Array.isArray(value) && value.every((entry) => typeof entry === "string") ? value.join(", ") : JSON.stringify(value);
  return (
    <>
      <dt className="mono">{name}</dt>
      <dd className="audit-long">{text || "—"}</dd>
    </>
  );
}
