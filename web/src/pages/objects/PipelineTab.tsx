/** The stages of an object: their order, meaning, chance and what must be filled to enter. */
import { Plus, X } from "lucide";
import { useState } from "react";
import * as calls from "../../lib/api/calls";
import type { ObjectMeta, Stage } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { parts } from "../../lib/i18n/dict/parts";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { Unsaved } from "../../parts/Unsaved";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FormError } from "../../ui/FormRow";
import { IconButton } from "../../ui/IconButton";
import { MultiSelect } from "../../ui/MultiSelect";
import { NativeSelect } from "../../ui/NativeSelect";
import { NumberField } from "../../ui/NumberField";
import { moved, SortList } from "../../ui/SortList";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/Toast";
import { ColorSelect } from "./ColorSelect";
import { bareStage, FIRST_STAGES, freshKey, settled, stageFault } from "./draft";
import { PlanDialog } from "./PlanDialog";
import { usePlan } from "./usePlan";

type StageDraft = Omit<Stage, "order">;
const KINDS = ["open", "won", "lost"] as const;
const FAULTS = { kinds: "pipe.needKinds", labels: "pipe.needLabels", chances: "pipe.needChances" } as const;

export function PipelineTab({ object }: { object: ObjectMeta }) {
  const t = useT(schemaWords);
  const names = useT(parts);
  const label = useLabel();
  const plan = usePlan();
  const saved = object.pipeline?.stages.map(bareStage) ?? [];
  const [stages, setStages] = useState<readonly StageDraft[]>(saved);
  const fault = stages.length === 0 ? null : stageFault(stages);
  const isDirty = JSON.stringify(saved) !== JSON.stringify(stages);
  const set = (index: number, part: Partial<StageDraft>) => setStages(stages.map((stage, place) => (place === index ? { ...stage, ...part } : stage)));
  const add = () => {
    // A new stage comes before those that end.
    const end = stages.findIndex((stage) => stage.kind !== "open");
    const stage: StageDraft = { key: freshKey(stages), label: { zh: "", en: "" }, kind: "open", probability: 50, color: "blue", required_fields: [] };
    setStages(stages.toSpliced(end < 0 ? stages.length : end, 0, stage));
  };
  const save = () => {
    const body = { stages: settled(stages, saved).map(bareStage), version: object.version };
    plan.ask({
      plan: () => calls.objectPlan(object.name, { set_pipeline: body }),
      apply: () => calls.pipelinePut(object.name, body),
      onDone: (next) => void toast({ message: t("done.saved", { name: label(next.label) }), tone: "success" }),
    });
  };
  if (stages.length === 0) {
    return (
      <EmptyState
        figure="board"
        title={t("pipe.none")}
        description={t("pipe.none.words")}
        actions={
          <Button variant="primary" onPress={() => setStages(FIRST_STAGES)}>
            {t("pipe.make")}
          </Button>
        }
      />
    );
  }
  const fields = object.fields.filter((field) => !field.retired && !field.read_only && field.name !== object.pipeline?.field);
  return (
    <div className="stack">
      <p className="meta">{t("pipe.words")}</p>
      <SortList look="cards" label={t("tab.pipeline")} items={stages} itemId={(stage) => stage.key} itemLabel={(stage) => label(stage.label) || stage.key} onMove={(from, to) => setStages(moved(stages, from, to))}>
        {(stage, index) => (
          <div className="schema-stage">
            <TextField label={names("label.zh", { what: t("f.label") })} placeholder="中文" value={stage.label.zh} onChange={(zh) => set(index, { label: { ...stage.label, zh } })} maxLength={80} />
            <TextField label={names("label.en", { what: t("f.label") })} placeholder="English" value={stage.label.en} onChange={(en) => set(index, { label: { ...stage.label, en } })} maxLength={80} />
            <span className="k-field">
              <span className="k-field-label">{t("pipe.kind")}</span>
              <NativeSelect label={t("pipe.kind")} items={KINDS.map((id) => ({ id, label: t(`pipe.${id}`) }))} value={stage.kind} onChange={(kind) => set(index, { kind, ...(kind === "won" && { probability: 100 }), ...(kind === "lost" && { probability: 0 }) })} isWide />
            </span>
            <NumberField label={t("pipe.probability")} scale={0} isPercent min="0" max="100" value={Number.isNaN(stage.probability) ? null : String(stage.probability)} onChange={(value) => set(index, { probability: value === null ? Number.NaN : Number(value) })} onMisread={() => set(index, { probability: Number.NaN })} />
            <span className="k-field">
              <span className="k-field-label">{t("options.color")}</span>
              <ColorSelect value={stage.color} onChange={(color) => set(index, { color })} />
            </span>
            <div className="schema-stage-wide">
              <MultiSelect label={t("pipe.required")} items={fields.map((field) => ({ id: field.name, label: label(field.label) }))} value={stage.required_fields} onChange={(required_fields) => set(index, { required_fields })} />
            </div>
            <span className="schema-stage-end">
              <IconButton size="small" icon={X} label={t("pipe.remove")} aria-label={`${t("pipe.remove")}: ${label(stage.label)}`} onPress={() => setStages(stages.toSpliced(index, 1))} />
            </span>
          </div>
        )}
      </SortList>
      <div>
        <Button size="small" variant="dashed" icon={Plus} onPress={add}>
          {t("pipe.add")}
        </Button>
      </div>
      {fault && isDirty && <FormError>{t(FAULTS[fault])}</FormError>}
      <FormError>{plan.shown === null ? plan.problem : null}</FormError>
      <Unsaved isDirty={isDirty} onDiscard={() => setStages(saved)}>
        <Button variant="primary" onPress={save} isPending={plan.isPending} isDisabled={fault !== null}>
          {t("pipe.save")}
        </Button>
      </Unsaved>
      <PlanDialog plan={plan} />
    </div>
  );
}
