/** A look into a record without leaving the list: its fields, its stage, its latest. */
import { ChevronDown, ChevronUp, Maximize2 } from "lucide";
import { Suspense } from "react";
import { useRouter } from "@tanstack/react-router";
import { errorWords } from "../../lib/api/words";
import type { ObjectMeta } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Avatar } from "../../ui/Avatar";
import { Drawer } from "../../ui/Drawer";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";
import { SkeletonLines } from "../../ui/Skeleton";
import { useRecord } from "../data/lists";
import { StageBar } from "../pipeline/StageBar";
import { Sections } from "../record/Sections";
import { Timeline } from "../timeline/Timeline";
import "../record/record.css";
import "./peek.css";
import { lately } from "../../ui/lately";

const LinkedCreator = lately(() => import("../form/LinkedCreator"), (module) => module.LinkedCreator);

export interface PeekDrawerProps {
  meta: ObjectMeta;
  id: string;
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
  onClose(): void;
}

export function PeekDrawer({ meta, id, onPrevious, onNext, onClose }: PeekDrawerProps) {
  const t = useT(recordWords);
  const router = useRouter();
  const found = useRecord(meta.name, id);
  const record = found.data;
  const title = record?.label ?? t("loading");
  const waiting = (
    <div className="peek">
      <SkeletonLines lines={8} />
    </div>
  );
  return (
    <Drawer
      isOpen
      isModal={false}
      width={500}
      onOpenChange={onClose}
      title={title}
      heading={
        <span className="peek-title">
          <Avatar name={title} kind="record" size={24} />
          <h2 className="k-dialog-title ellipsis">{title}</h2>
        </span>
      }
      actions={
        <>
          <IconButton size="small" icon={ChevronUp} label={t("keys.previous")} caps={["K"]} isDisabled={!onPrevious} onPress={() => onPrevious?.()} />
          <IconButton size="small" icon={ChevronDown} label={t("keys.next")} caps={["J"]} isDisabled={!onNext} onPress={() => onNext?.()} />
          <IconButton size="small" icon={Maximize2} label={t("peek.page")} onPress={() => router.history.push(`/o/${meta.name}/${id}`)} />
        </>
      }
    >
      {record ? (
        <Suspense fallback={waiting}>
          <LinkedCreator>
            <div className="peek" key={record.id}>
              {meta.pipeline && <StageBar meta={meta} record={record} />}
              <div>
                <Sections meta={meta} record={record} isNarrow />
              </div>
              <Timeline meta={meta} record={record} />
            </div>
          </LinkedCreator>
        </Suspense>
      ) : found.isError ? (
        <EmptyState figure="lost" title={errorWords(found.error, t)} />
      ) : (
        waiting
      )}
    </Drawer>
  );
}
