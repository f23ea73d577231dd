/** Adding a factor from choosing one to keeping the recovery codes; the same at sign-in and on one's own page. Needs neither router nor cache. */
import { ChevronLeft, ChevronRight } from "lucide";
import { useState } from "react";
import type { Addable, Enrolled, FactorKind } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { canUsePasskeys } from "../../lib/webauthn";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Icon } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { ADDABLE, ADDABLE_ICONS, kindOf } from "../factor/kinds";
import { EnrollKind } from "./EnrollKind";
import { RecoveryCodes } from "./RecoveryCodes";
import "../parts.css";
import "../factor/factor.css";

export interface EnrollProps {
  kinds: readonly FactorKind[];
  /** Nobody has a password here: a key that is only touched would let nobody in. */
  withoutPasswords?: boolean;
  /** Chosen already. */
  start?: Addable;
  /** Whose recovery codes they will be. */
  owner: string;
  /** The factor is kept, even if its codes are still to be read. */
  onEnrolled?(enrolled: Enrolled, choice: Addable): void;
  onDone(enrolled: Enrolled): void;
  onGone(): void;
}

export function Enroll({ kinds, withoutPasswords = false, start, owner, onEnrolled, onDone, onGone }: EnrollProps) {
  const t = useT(factorWords);
  const isUsable = (choice: Addable) => kinds.includes(kindOf(choice)) && (kindOf(choice) !== "passkey" || canUsePasskeys()) && !(choice === "security_key" && withoutPasswords);
  const usable = ADDABLE.filter(isUsable);
  const [choice, setChoice] = useState<Addable | null>(start ?? (usable.length === 1 ? (usable[0] ?? null) : null));
  const [enrolled, setEnrolled] = useState<Enrolled | null>(null);
  const take = (next: Enrolled) => {
    if (choice) onEnrolled?.(next, choice);
    if (next.recovery_codes?.length) setEnrolled(next);
    else onDone(next);
  };
  if (enrolled?.recovery_codes) return <RecoveryCodes codes={enrolled.recovery_codes} owner={owner} onKept={() => onDone(enrolled)} />;
  if (usable.length === 0) return <Callout tone="warning">{t("add.noWay")}</Callout>;
  if (choice === null) return <ChoiceList choices={usable} onChoose={setChoice} />;
  return (
    <div className="factor">
      {!start && usable.length > 1 && (
        <span>
          <Button variant="quiet" size="small" icon={ChevronLeft} onPress={() => setChoice(null)}>
            {t("other")}
          </Button>
        </span>
      )}
      <EnrollKind key={choice} choice={choice} onDone={take} onGone={onGone} />
    </div>
  );
}

function ChoiceList({ choices, onChoose }: { choices: readonly Addable[]; onChoose(choice: Addable): void }) {
  const t = useT(factorWords);
  return (
    <ul className="card-list" aria-label={t("add.choose")}>
      {choices.map((choice, index) => (
        <li key={choice}>
          <button type="button" className="card-row" onClick={() => onChoose(choice)} autoFocus={index === 0}>
            <span className="factor-icon">
              <Icon icon={ADDABLE_ICONS[choice]} size={17} />
            </span>
            <span className="card-words">
              <span className="card-title">
                {t(`kind.${choice}`)}
                {choice === "passkey" && <Pill color="green">{t("strongest")}</Pill>}
                {choice === "sms_code" && <Pill color="amber">{t("weaker")}</Pill>}
              </span>
              <span className="meta">{t(`add.${choice}.why`)}</span>
            </span>
            <Icon icon={ChevronRight} size={16} />
          </button>
        </li>
      ))}
    </ul>
  );
}
