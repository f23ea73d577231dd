/** How an app stands, as a pill. */
import type { AppState } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { appWords } from "../../lib/i18n/dict/apps";
import { Pill, type PillColor } from "../../ui/Pill";

const COLORS: Record<AppState, PillColor> = { quarantined: "amber", approved: "green", refused: "red", revoked: "gray" };

export function StatePill({ state }: { state: AppState }) {
  const t = useT(appWords);
  return <Pill color={COLORS[state]}>{t(`state.${state}`)}</Pill>;
}
