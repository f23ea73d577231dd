/** One rule of the second step: what is asked for, from when, and by which ways. */
import { type FormEvent, useId, useState } from "react";
import type { FactorKind, Need, Rule, Team } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { factorWords } from "../../lib/i18n/dict/factors";
import { signInRulesWords } from "../../lib/i18n/dict/signInRules";
import { FACTOR_KINDS } from "../../parts/factor/kinds";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { Dialog } from "../../ui/Dialog";
import { RadioGroup } from "../../ui/RadioGroup";
import { Select } from "../../ui/Select";
import { TextField } from "../../ui/TextField";
import { inOrder, MAX_GRACE_DAYS, ruleFaults } from "./draft";

export interface RuleDialogProps {
  name: string;
  rule: Rule;
  /** To choose from, for a team that has no rule yet. */
  teams?: readonly Team[];
  onApply(rule: Rule, team: string | null): void;
  onClose(): void;
}

const NEEDS: readonly Need[] = ["none", "any", "phishing_resistant"];

export function RuleDialog({ name, rule: given, teams, onApply, onClose }: RuleDialogProps) {
  const t = useT(signInRulesWords);
  const words = useT(factorWords);
  const form = useId();
  const ways = useId();
  const [rule, setRule] = useState(given);
  const [grace, setGrace] = useState(String(given.grace_days));
  const [team, setTeam] = useState<string | null>(teams?.[0]?.id ?? null);
  const faults = ruleFaults(rule, grace);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (Object.keys(faults).length === 0) onApply({ ...rule, grace_days: rule.need === "none" ? given.grace_days : Number(grace) }, team);
  };
  const tick = (kind: FactorKind, isOn: boolean) => setRule({ ...rule, allowed: inOrder(isOn ? [...rule.allowed, kind] : rule.allowed.filter((each) => each !== kind)) });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={teams ? t("factors.addTeam") : t("rule.title", { name })}
      footer={
        <>
          <Button onPress={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={form} variant="primary">
            {t("form.apply")}
          </Button>
        </>
      }
    >
      <form id={form} className="stack" onSubmit={submit} noValidate>
        {teams && <Select label={t("team.choose")} items={teams.map(({ id, name: label }) => ({ id, label }))} value={team} onChange={setTeam} />}
        <RadioGroup
          label={t("rule.need")}
          value={rule.need}
          onChange={(need) => setRule({ ...rule, need })}
          items={NEEDS.map((id) => ({ id, label: t(`need.${id}`), description: t(`need.${id}.help`) }))}
        />
        {rule.need !== "none" && (
          <TextField
            label={t("rule.grace")}
            inputMode="numeric"
            value={grace}
            onChange={setGrace}
            description={t("rule.grace.help")}
            error={faults.grace ? t("fault.number", { min: 0, max: MAX_GRACE_DAYS }) : null}
          />
        )}
        <div className="k-field" role="group" aria-labelledby={ways}>
          <span id={ways} className="k-field-label">
            {t("rule.allowed")}
          </span>
          {FACTOR_KINDS.map((kind) => (
            <Checkbox key={kind} isSelected={rule.allowed.includes(kind)} onChange={(isOn) => tick(kind, isOn)}>
              {words(`kind.${kind}`)}
              {kind === "sms_code" && <span className="k-radio-note">{t("rule.sms")}</span>}
            </Checkbox>
          ))}
          {faults.allowed && (
            <span className="k-field-error" role="alert">
              {t(`fault.${faults.allowed}`)}
            </span>
          )}
        </div>
      </form>
    </Dialog>
  );
}
