/** The form of a policy of one's own. Applied to the draft; saved with everything else. */
import { type FormEvent, useId, useState } from "react";
import type { Policy } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { signInRulesWords } from "../../lib/i18n/dict/signInRules";
import { LabelFields } from "../../parts/LabelFields";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { Drawer } from "../../ui/Drawer";
import { FormRow } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { type FigureName, figureFaults, figuresFrom, LIMITS, policyWith } from "./draft";

export interface PolicyDrawerProps {
  policy: Policy;
  onApply(policy: Policy): void;
  onClose(): void;
}

const FLAGS = ["blocklist", "context", "breached"] as const;

export function PolicyDrawer({ policy: given, onApply, onClose }: PolicyDrawerProps) {
  const t = useT(signInRulesWords);
  const form = useId();
  const [policy, setPolicy] = useState(given);
  const [figures, setFigures] = useState(() => figuresFrom(given));
  const [tried, setTried] = useState(false);
  const faults = figureFaults(figures);
  const isNamed = policy.label.zh.trim() !== "" && policy.label.en.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isNamed && Object.keys(faults).length === 0) onApply(policyWith(policy, figures));
  };
  const figure = (name: FigureName, help?: string) => {
    const fault = faults[name];
    const [min, max] = LIMITS[name];
    return (
      <TextField
        label={t(`form.${name}`)}
        inputMode="numeric"
        value={figures[name]}
        onChange={(value) => setFigures({ ...figures, [name]: value })}
        description={help}
        // A figure may be half typed, but not when it is to be kept.
        error={fault && (tried || figures[name] !== "") ? t(`fault.${fault}`, { min, max }) : null}
      />
    );
  };
  return (
    <Drawer
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("form.title")}
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
        <LabelFields label={t("form.label")} value={policy.label} onChange={(label) => setPolicy({ ...policy, label })} error={tried && !isNamed ? t("fault.label") : null} isRequired autoFocus />
        <FormRow columns={2}>
          {figure("min")}
          {figure("minFactor")}
          {figure("max")}
          {figure("history")}
        </FormRow>
        {figure("classes", t("form.classes.help"))}
        <FormRow columns={2}>
          {figure("age", t("form.age.help"))}
          {figure("warn")}
          {figure("idle")}
          {figure("absolute")}
        </FormRow>
        <div className="stack is-tight">
          {FLAGS.map((flag) => (
            <Checkbox key={flag} isSelected={policy[flag]} onChange={(isOn) => setPolicy({ ...policy, [flag]: isOn })}>
              {t(`form.${flag}`)}
            </Checkbox>
          ))}
          <Checkbox isSelected={policy.passwords_allowed} onChange={(passwords_allowed) => setPolicy({ ...policy, passwords_allowed })}>
            {t("form.passwords")}
          </Checkbox>
        </div>
      </form>
    </Drawer>
  );
}
