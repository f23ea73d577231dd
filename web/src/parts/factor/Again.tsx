/** "Send again", once the server would send another. */
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { Button } from "../../ui/Button";

export interface AgainProps {
  error: string | null;
  /** Seconds. */
  wait: number;
  isPending: boolean;
  onPress(): void;
}

export function Again({ error, wait, isPending, onPress }: AgainProps) {
  const t = useT(factorWords);
  return (
    <span className="factor-again">
      {error && <span className="k-field-error">{error}</span>}
      <Button variant="quiet" size="small" onPress={onPress} isPending={isPending} isDisabled={wait > 0}>
        {wait > 0 ? t("way.againIn", { secs: wait }) : t("way.again")}
      </Button>
    </span>
  );
}
