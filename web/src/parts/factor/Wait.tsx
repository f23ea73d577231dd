/** Stands below a field that takes no further try for now, and counts down. */
import { clockWords } from "../../lib/countdown";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { Callout } from "../../ui/Callout";
import type { Proof } from "./useProof";

export function Wait({ proof }: { proof: Pick<Proof, "waitSecs"> }) {
  const t = useT(factorWords);
  return proof.waitSecs > 0 ? <Callout tone="warning">{t("wait", { clock: clockWords(proof.waitSecs) })}</Callout> : null;
}
