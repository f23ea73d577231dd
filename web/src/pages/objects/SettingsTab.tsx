/** The object's own settings: names, description, icon, and whether it stands in the menu. */
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import type { ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { LabelFields } from "../../parts/LabelFields";
import { Unsaved } from "../../parts/Unsaved";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { FormError } from "../../ui/FormRow";
import { toast } from "../../ui/Toast";
import { hasLabel } from "./draft";
import { IconPicker } from "./IconPicker";
import { PlanDialog } from "./PlanDialog";
import { usePlan } from "./usePlan";

type Draft = Pick<ObjectMeta, "label" | "plural" | "description" | "icon" | "in_menu">;
const pick = ({ label, plural, description, icon, in_menu }: ObjectMeta): Draft => ({ label, plural, description, icon, in_menu });

export function SettingsTab({ object }: { object: ObjectMeta }) {
  const t = useT(schemaWords);
  const label = useLabel();
  const plan = usePlan();
  const saved = pick(object);
  const [draft, setDraft] = useState<Draft>(saved);
  const set = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    plan.reset();
  };
  const changed = Object.fromEntries(Object.entries(draft).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(saved[key as keyof Draft]))) as Partial<Draft>;
  const isDirty = Object.keys(changed).length > 0;
  const isNamed = hasLabel(draft.label) && hasLabel(draft.plural);
  const save = () => {
    const body = { ...changed, version: object.version };
    plan.ask({
      plan: () => calls.objectPlan(object.name, { change_object: body }),
      apply: () => calls.objectPatch(object.name, body),
      onDone: (next) => void toast({ message: t("done.saved", { name: label(next.label) }), tone: "success" }),
      isQuiet: true,
    });
  };
  return (
    <div className="stack schema-settings">
      <LabelFields label={t("f.label")} isRequired value={draft.label} onChange={(next) => set({ label: next })} error={plan.at("label") ?? (hasLabel(draft.label) ? null : t("needLabel"))} />
      <LabelFields label={t("f.plural")} isRequired value={draft.plural} onChange={(plural) => set({ plural })} error={plan.at("plural") ?? (hasLabel(draft.plural) ? null : t("needLabel"))} />
      <LabelFields label={t("f.description")} value={draft.description} onChange={(description) => set({ description })} maxLength={300} error={plan.at("description")} />
      <IconPicker value={draft.icon} onChange={(icon) => set({ icon })} />
      <Checkbox isSelected={draft.in_menu} onChange={(in_menu) => set({ in_menu })}>
        {t("f.inMenu")}
      </Checkbox>
      <FormError>{plan.shown === null ? plan.problem : null}</FormError>
      <Unsaved isDirty={isDirty} onDiscard={() => setDraft(saved)}>
        <Button variant="primary" onPress={save} isPending={plan.isPending} isDisabled={!isNamed}>
          {t("settings.save")}
        </Button>
      </Unsaved>
      <PlanDialog plan={plan} />
    </div>
  );
}
