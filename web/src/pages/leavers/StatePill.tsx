/** How somebody's leaving stands, in one word with the time. */
import type { Leaver } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { leaversWords } from "../../lib/i18n/dict/leavers";
import { Pill } from "../../ui/Pill";
import { spanOf, useNow } from "./clock";

function useSpan(): (ms: number) => string {
  const t = useT(leaversWords);
  return (ms) => {
    const { unit, n } = spanOf(ms);
    return t(`span.${unit}`, { n });
  };
}

/** Passes its deadline while it is looked at, too. */
export const isLate = (leaver: Leaver, now: number): boolean => !leaver.done && (leaver.overdue || Date.parse(leaver.due_at) <= now);

export function StatePill({ leaver }: { leaver: Leaver }) {
  const t = useT(leaversWords);
  const now = useNow();
  const span = useSpan();
  const left = Date.parse(leaver.due_at) - now;
  if (leaver.done) return <Pill color="green">{t("state.done")}</Pill>;
  return isLate(leaver, now) ? <Pill color="red">{t("state.late", { span: span(left) })}</Pill> : <Pill color="amber">{t("state.left", { span: span(left) })}</Pill>;
}
