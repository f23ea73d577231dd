/** A new object: its names, its key, its icon. */
import { type FormEvent, useId, useState } from "react";
import * as calls from "../../lib/api/calls";
import { useObjects } from "../../lib/api/hooks";
import type { Label, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { KEY, keyFrom } from "../../parts/keyFrom";
import { LabelFields } from "../../parts/LabelFields";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormError } from "../../ui/FormRow";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";
import { hasLabel } from "./draft";
import { IconPicker } from "./IconPicker";
import { PlanDialog } from "./PlanDialog";
import { usePlan } from "./usePlan";

const EMPTY: Label = { zh: "", en: "" };

export function NewObjectDialog({ onClose, onMade }: { onClose(): void; onMade(object: ObjectMeta): void }) {
  const t = useT(schemaWords);
  const label = useLabel();
  const form = useId();
  const objects = useObjects();
  const plan = usePlan();
  const [name, setName] = useState<Label>(EMPTY);
  const [typedPlural, setPlural] = useState<Label | null>(null);
  const [titleLabel, setTitleLabel] = useState<Label>(EMPTY);
  const [icon, setIcon] = useState("box");
  const [typedKey, setTypedKey] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const key = typedKey ?? keyFrom(name.en, objects.map((object) => object.name.replace(/^c_/, "")));
  const plural = typedPlural ?? { zh: name.zh, en: name.en === "" ? "" : `${name.en}s` };
  const change = (act: () => void) => {
    act();
    plan.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!hasLabel(name) || !KEY.test(key) || plan.isPending) return;
    const body: calls.ObjectBody = { name: key, label: name, plural, icon, ...(hasLabel(titleLabel) && { title_label: titleLabel }) };
    plan.ask({
      plan: () => calls.objectCreatePlan(body),
      apply: () => calls.objectCreate(body),
      onDone: (object) => {
        toast({ message: t("done.object", { name: label(object.label) }), tone: "success" });
        onMade(object);
      },
    });
  };
  return (
    <>
      <Dialog
        isOpen={plan.shown === null}
        onOpenChange={(isOpen) => !isOpen && plan.shown === null && onClose()}
        title={t("new.title")}
        footer={
          <>
            <Button onPress={onClose}>{t("cancel")}</Button>
            <Button variant="primary" type="submit" form={form} isPending={plan.isPending}>
              {t("plan.preview")}
            </Button>
          </>
        }
      >
        <form id={form} className="stack" onSubmit={submit} noValidate>
          <p>{t("new.words")}</p>
          <LabelFields label={t("f.label")} isRequired autoFocus value={name} onChange={(next) => change(() => setName(next))} error={plan.at("label") ?? (tried && !hasLabel(name) ? t("needLabel") : null)} />
          <LabelFields label={t("f.plural")} value={plural} onChange={setPlural} error={plan.at("plural")} />
          <TextField label={t("f.name")} description={t("f.name.help")} isRequired value={key} onChange={(next) => change(() => setTypedKey(next))} error={plan.at("name") ?? (tried && !KEY.test(key) ? t("needName") : null)} maxLength={44} />
          <LabelFields label={t("f.titleLabel")} value={titleLabel} onChange={setTitleLabel} error={plan.at("title_label")} />
          <IconPicker value={icon} onChange={setIcon} />
          <FormError>{plan.error && !["label", "plural", "name", "title_label"].some((setting) => plan.at(setting)) ? plan.problem : null}</FormError>
        </form>
      </Dialog>
      <PlanDialog plan={plan} />
    </>
  );
}
