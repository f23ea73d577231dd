/**
 * The step that asks for a proof: the strongest way first, the others behind "use another way". The same at sign-in and when something
 * dangerous asks once more. Needs neither router nor cache.
 */
import { ChevronRight } from "lucide";
import { useState } from "react";
import type { FactorStep as AskedStep, Step, Way } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { canUsePasskeys } from "../../lib/webauthn";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Icon } from "../../ui/Icon";
import { Pill } from "../../ui/Pill";
import { KIND_ICONS, wayId } from "./kinds";
import { ProofField } from "./ProofFields";
import "../parts.css";
import "./factor.css";

export interface FactorStepProps {
  step: AskedStep;
  onStep(step: Step): void;
  onGone(): void;
}

export function FactorStep({ step, onStep, onGone }: FactorStepProps) {
  const t = useT(factorWords);
  // The order is the server's. What this browser cannot do is not offered.
  const ways = step.factors.filter(({ kind }) => kind !== "passkey" || canUsePasskeys());
  const [chosen, setChosen] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const way = ways.find((each) => wayId(each) === chosen) ?? ways[0];
  if (!way) return <Callout tone="warning">{t("noWay")}</Callout>;
  const others = ways.filter((each) => each !== way);
  const choose = (next: Way) => {
    setChosen(wayId(next));
    setOpen(false);
  };
  return (
    <div className="factor">
      <ProofField key={wayId(way)} way={way} onStep={onStep} onGone={onGone} />
      {others.length > 0 && !isOpen && (
        <Button variant="quiet" isWide onPress={() => setOpen(true)}>
          {t("other")}
        </Button>
      )}
      {others.length > 0 && isOpen && (
        <ul className="card-list" aria-label={t("other.list")}>
          {others.map((each, index) => (
            <li key={wayId(each)}>
              <WayRow way={each} autoFocus={index === 0} onChoose={() => choose(each)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function WayRow({ way, onChoose, autoFocus }: { way: Way; onChoose(): void; autoFocus: boolean }) {
  const t = useT(factorWords);
  const note = way.sent_to ?? way.provider ?? (way.left === undefined ? null : t("way.left", { left: way.left }));
  return (
    <button type="button" className="card-row" onClick={onChoose} autoFocus={autoFocus}>
      <span className="factor-icon">
        <Icon icon={KIND_ICONS[way.kind]} size={17} />
      </span>
      <span className="card-words">
        <span className="card-title">
          {t(`kind.${way.kind}`)}
          {way.restricted && <Pill color="amber">{t("weaker")}</Pill>}
        </span>
        {note && <span className="meta">{note}</span>}
      </span>
      <Icon icon={ChevronRight} size={16} />
    </button>
  );
}
