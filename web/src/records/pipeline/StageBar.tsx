/** The stages of a record as a path. Those behind are filled, the one it stands in is named, the end is green or red. */
import { Check } from "lucide";
import { useEffect, useRef } from "react";
import { cx } from "../../ui/classes";
import type { KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Icon } from "../../ui/Icon";
import { mayEdit } from "../data/lists";
import { useStageMove } from "./useStageMove";
import "./pipeline.css";

export function StageBar({ meta, record }: { meta: ObjectMeta; record: KedunRecord }) {
  const t = useT(recordWords);
  const label = useLabel();
  const { move, dialog } = useStageMove(meta);
  const bar = useRef<HTMLOListElement>(null);
  const { pipeline } = meta;
  const at = pipeline ? record.values[pipeline.field] : null;
  useEffect(() => {
    // Where there is no room for all stages, the one it stands in is seen.
    const here = bar.current?.querySelector<HTMLElement>('[aria-current="step"]')?.parentElement;
    if (bar.current && here) bar.current.scrollLeft = here.offsetLeft - bar.current.offsetLeft - (bar.current.clientWidth - here.offsetWidth) / 2;
  }, [at]);
  const field = meta.fields.find((entry) => entry.name === pipeline?.field);
  if (!pipeline || !field) return null;
  const stages = [...pipeline.stages].sort((a, b) => a.order - b.order);
  const here = stages.findIndex((stage) => stage.key === record.values[pipeline.field]);
  const isClosed = stages[here]?.kind !== "open" && here !== -1;
  const canMove = mayEdit(field, record);
  return (
    <>
      <ol ref={bar} className="stages" aria-label={t("stage.path")}>
        {stages.map((stage, index) => {
          const isHere = index === here;
          const isBehind = !isClosed && index < here;
          return (
            <li key={stage.key} className="stage-step">
              <button
                type="button"
                disabled={!canMove || isHere}
                aria-current={isHere ? "step" : undefined}
                className={cx("stage", isHere && `is-here is-${stage.kind}`, isBehind && "is-behind")}
                onClick={() => move(record, stage.key)}
              >
                {isBehind && <Icon icon={Check} size={13} />}
                <span className="ellipsis">{label(stage.label)}</span>
                {isHere && stage.kind === "open" && <span className="num stage-chance">{stage.probability}%</span>}
              </button>
            </li>
          );
        })}
      </ol>
      {dialog}
    </>
  );
}
