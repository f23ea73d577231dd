/** Moves a record to another stage: asks for what the stage requires, shows the move at once, and can take it back. */
import { type ReactNode, Suspense, useState } from "react";
import { isEmpty } from "../../fields/values";
import type { KedunRecord, ObjectMeta, Stage } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { toast } from "../../ui/Toast";
import { refusalWords } from "../data/refusal";
import { useWriter } from "../data/useWriter";
import { lately } from "../../ui/lately";

const StageDialog = lately(() => import("./StageDialog"), (module) => module.StageDialog);

export interface StageMoveHooks {
  /** The record is on its way: show it there. */
  onMoved?(record: KedunRecord, to: string): void;
  /** The server refused: show it where it was. */
  onRefused?(record: KedunRecord, to: string): void;
}

interface Asked {
  record: KedunRecord;
  stage: Stage;
}

/** What a stage asks for and the record does not have. A masked value is there, only not for this reader. */
export function missingForStage(record: KedunRecord, stage: Pick<Stage, "required_fields">): string[] {
  return stage.required_fields.filter((name) => isEmpty(record.values[name]) && !record.masked.includes(name));
}

export function useStageMove(meta: ObjectMeta, hooks: StageMoveHooks = {}): { move(record: KedunRecord, to: string): void; dialog: ReactNode } {
  const t = useT(recordWords);
  const label = useLabel();
  const writer = useWriter(meta);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { pipeline } = meta;

  const send = async (record: KedunRecord, stage: Stage, also: Record<string, unknown>) => {
    if (!pipeline) return;
    const values = { ...also, [pipeline.field]: stage.key };
    const before = Object.fromEntries(Object.keys(values).map((name) => [name, record.values[name] ?? null]));
    hooks.onMoved?.(record, stage.key);
    const result = await writer.patch(record, values);
    if (!result.ok) {
      hooks.onRefused?.(record, stage.key);
      toast({ message: refusalWords(result.error, t), tone: "danger" });
      return;
    }
    const moved = result.record;
    toast({
      message: t("stage.moved", { name: record.label, stage: label(stage.label) }),
      action: {
        label: t("undo"),
        run: () => {
          const back = String(before[pipeline.field] ?? "");
          hooks.onMoved?.(moved, back);
          void writer.patch(moved, before).then((undone) => {
            if (undone.ok) return;
            hooks.onRefused?.(moved, back);
            toast({ message: refusalWords(undone.error, t), tone: "danger" });
          });
        },
      },
    });
  };
  const move = (record: KedunRecord, to: string) => {
    const stage = pipeline?.stages.find((entry) => entry.key === to);
    if (!pipeline || !stage || record.values[pipeline.field] === to) return;
    if (missingForStage(record, stage).length > 0) setAsked({ record, stage });
    else void send(record, stage, {});
  };
  return {
    move,
    dialog: asked && (
      <Suspense>
        <StageDialog
          meta={meta}
          stage={asked.stage}
          record={asked.record}
          fields={missingForStage(asked.record, asked.stage)}
          onClose={(values) => {
            setAsked(null);
            if (values) void send(asked.record, asked.stage, values);
          }}
        />
      </Suspense>
    ),
  };
}
