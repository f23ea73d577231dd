/** The calm way out when the reader's own account may be in other hands: ends everything, and leads to the sign-in. */
import { ShieldAlert } from "lucide";
import { compromisedMine } from "../../lib/api/safety";
import type { Compromise, MySecurity } from "../../lib/api/types";
import { ENDED_HREF, endedNote } from "../../lib/ended";
import { useT } from "../../lib/i18n";
import { compromisedWords } from "../../lib/i18n/dict/compromised";
import { CompromisedDialog } from "../../parts/compromised/CompromisedDialog";
import { Button } from "../../ui/Button";
import { FormSection } from "../../ui/FormRow";

export interface CompromisedProps {
  security: MySecurity;
  /** Asked for here, or by a mail that is not ours. */
  isAsking: boolean;
  onAsk(isAsking: boolean): void;
}

/** The session is over: nothing of the page may stay. */
function leave(report: Compromise): void {
  endedNote(report);
  location.replace(ENDED_HREF);
}

export function Compromised({ security, isAsking, onAsk }: CompromisedProps) {
  const t = useT(compromisedWords);
  return (
    <FormSection title={t("mine")} description={t("mine.words")}>
      <span>
        <Button icon={ShieldAlert} onPress={() => onAsk(true)}>
          {t("mine.open")}
        </Button>
      </span>
      {isAsking && <CompromisedDialog isUnprotected={security.factors.length === 0 && !security.available.email_code} run={compromisedMine} onDone={leave} onClose={() => onAsk(false)} />}
    </FormSection>
  );
}
