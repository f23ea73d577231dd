/** Making a field, type first; or changing one. Either way the plan is shown before it is done. */
import { type FormEvent, useId, useState } from "react";
import { iconOf } from "../../fields/registry";
import * as calls from "../../lib/api/calls";
import type { Field, FieldType, FieldTypeInfo, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { KEY, keyFrom } from "../../parts/keyFrom";
import { Button } from "../../ui/Button";
import { Callout } from "../../ui/Callout";
import { Drawer } from "../../ui/Drawer";
import { Icon } from "../../ui/Icon";
import { toast } from "../../ui/Toast";
import { creationOf, draftOf, type FieldDraft, hasLabel, newDraft, patchOf } from "./draft";
import { FieldForm } from "./FieldForm";
import { PlanDialog } from "./PlanDialog";
import { usePlan } from "./usePlan";

export interface FieldDrawerProps {
  object: ObjectMeta;
  /** Null makes a new one. */
  field: Field | null;
  types: readonly FieldTypeInfo[];
  onClose(): void;
}

export function FieldDrawer({ object, field, types, onClose }: FieldDrawerProps) {
  const t = useT(schemaWords);
  const label = useLabel();
  const form = useId();
  const plan = usePlan();
  const [draft, setDraft] = useState<FieldDraft | null>(field && draftOf(field));
  const [typedKey, setTypedKey] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const info = types.find(({ type }) => type === draft?.type);
  const name = field?.name ?? typedKey ?? keyFrom(draft?.label.en ?? "", object.fields.map((entry) => entry.name.replace(/^c_/, "")));
  const patch = field && draft ? patchOf(field, draft) : {};
  const isChanged = field === null || Object.keys(patch).length > 0;
  const isLocked = field?.system ?? false;
  const done = (said: string) => {
    toast({ message: t("done.field", { name: said }), tone: "success" });
    onClose();
  };
  const send = (body: Partial<Field>) => {
    if (!draft) return;
    const said = label(draft.label);
    if (field === null) {
      plan.ask({ plan: () => calls.objectPlan(object.name, { add_field: body }), apply: () => calls.fieldCreate(object.name, body), onDone: () => done(said) });
      return;
    }
    const versioned = { ...body, version: object.version };
    plan.ask({
      plan: () => calls.objectPlan(object.name, { change_field: { ...versioned, field: field.name } }),
      apply: () => calls.fieldPatch(object.name, field.name, versioned),
      onDone: () => done(said),
      isQuiet: body.retired === undefined,
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!draft || plan.isPending || !hasLabel(draft.label) || !isChanged) return;
    if (field === null && !KEY.test(name)) return;
    send(field === null ? creationOf({ ...draft, name }, info?.settings ?? []) : patch);
  };
  const change = (next: FieldDraft) => {
    setDraft(next);
    plan.reset();
  };
  const title = field ? label(field.label) : draft ? t("field.new", { type: label(info?.label) || draft.type }) : t("type.choose");
  return (
    <>
      <Drawer
        isOpen
        onOpenChange={(isOpen) => !isOpen && plan.shown === null && onClose()}
        title={title}
        footer={
          draft && !isLocked ? (
            <>
              {field === null && <Button onPress={() => setDraft(null)}>{t("type.change")}</Button>}
              {field && (
                <Button variant="quiet" onPress={() => send({ retired: !field.retired })} isPending={plan.isPending}>
                  {t(field.retired ? "unretire" : "retire")}
                </Button>
              )}
              <Button variant="primary" type="submit" form={form} isPending={plan.isPending} isDisabled={!isChanged}>
                {t("plan.preview")}
              </Button>
            </>
          ) : undefined
        }
      >
        {draft ? (
          <form id={form} className="stack" onSubmit={submit} noValidate>
            {isLocked && <Callout>{t("system.words")}</Callout>}
            <FieldForm
              object={object}
              field={field}
              draft={draft}
              onChange={change}
              name={name}
              onName={setTypedKey}
              info={info ?? null}
              plan={plan}
              isLocked={isLocked}
              labelError={tried && !hasLabel(draft.label) ? t("needLabel") : null}
              nameError={tried && !KEY.test(name) ? t("needName") : null}
            />
            {field && !isLocked && <p className="meta">{t("type.fixed")}</p>}
            {field && !isLocked && <p className="meta">{t("retire.words")}</p>}
          </form>
        ) : (
          <TypePicker types={types} onPick={(type) => setDraft(newDraft(type))} />
        )}
      </Drawer>
      <PlanDialog plan={plan} />
    </>
  );
}

function TypePicker({ types, onPick }: { types: readonly FieldTypeInfo[]; onPick(type: FieldType): void }) {
  const label = useLabel();
  return (
    <ul className="schema-types">
      {types.map(({ type, label: name }) => (
        <li key={type}>
          <button type="button" className="schema-type" onClick={() => onPick(type)}>
            <Icon icon={iconOf({ type })} size={18} />
            <span className="ellipsis">{label(name)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
