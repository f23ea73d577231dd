/** One record: its head, stages, fields, what belongs to it, and what happened around it. */
import { getRouteApi } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { preloadEditors } from "../../fields/FieldEditor";
import { isApiError } from "../../lib/api/error";
import { useObjectNow } from "../../lib/api/hooks";
import { errorWords } from "../../lib/api/words";
import type { KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { PageHead } from "../../lib/page";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { useMediaQuery } from "../../ui/hooks/useMediaQuery";
import { Link } from "../../ui/Link";
import { Skeleton, SkeletonLines } from "../../ui/Skeleton";
import { Tabs } from "../../ui/Tabs";
import { useRecord } from "../data/lists";
import { StageBar } from "../pipeline/StageBar";
import { Timeline } from "../timeline/Timeline";
import { RecordHead } from "./RecordHead";
import { RelatedLists } from "./RelatedLists";
import { Sections } from "./Sections";
import "./record.css";
import { lately, whenIdle } from "../../ui/lately";

const route = getRouteApi("/shell/o/$object/$id");
const RecordDrawer = lately(() => import("../form/RecordDrawer"), (module) => module.RecordDrawer);
const ConflictHost = lately(() => import("../conflict/ConflictHost"), (module) => module.ConflictHost);
const LinkedCreator = lately(() => import("../form/LinkedCreator"), (module) => module.LinkedCreator);

/** What a reader of a record is likely to open next. */
function usePreloads(): void {
  useEffect(() => {
    whenIdle(RecordDrawer);
    preloadEditors();
  }, []);
}

export function RecordPage() {
  const t = useT(recordWords);
  const label = useLabel();
  const { object, id } = route.useParams();
  const meta = useObjectNow(object);
  const found = useRecord(object, id);
  if (found.isPending) return <Waiting meta={meta} />;
  if (found.isError) {
    const isAbsent = isApiError(found.error) && found.error.status === 404;
    return (
      <>
        <PageHead title={label(meta.label)} />
        <EmptyState
          figure="lost"
          title={isAbsent ? t("record.absent", { name: label(meta.label) }) : errorWords(found.error, t)}
          description={isAbsent ? t("record.absentWords") : undefined}
          actions={isAbsent ? <Link href={`/o/${object}`}>{t("record.toList", { name: label(meta.plural) })}</Link> : <Button onPress={() => void found.refetch()}>{t("retry")}</Button>}
        />
      </>
    );
  }
  return <Shown key={id} meta={meta} record={found.data} />;
}

function Shown({ meta, record }: { meta: ObjectMeta; record: KedunRecord }) {
  const t = useT(recordWords);
  const isWide = useMediaQuery("(min-width: 1000px)");
  const [isEditing, setEditing] = useState(false);
  usePreloads();
  const [tab, setTab] = useState("fields");
  const fields = <Sections meta={meta} record={record} />;
  const related = <RelatedLists meta={meta} record={record} />;
  const timeline = <Timeline meta={meta} record={record} />;
  return (
    <Suspense fallback={<Waiting meta={meta} />}>
      <LinkedCreator>
        <div className="rec">
          <RecordHead meta={meta} record={record} onEdit={() => setEditing(true)} />
          {meta.pipeline && (
            <div className="rec-stages">
              <StageBar meta={meta} record={record} />
            </div>
          )}
          {isWide ? (
            <div className="rec-columns">
              <div className="rec-main">
                {fields}
                {related}
              </div>
              <aside className="rec-side">{timeline}</aside>
            </div>
          ) : (
            <div className="rec-tabs">
              <Tabs
                label={t("record.parts")}
                selected={tab}
                onSelect={setTab}
                items={[
                  { id: "fields", label: t("record.fields"), content: fields },
                  { id: "timeline", label: t("timeline"), content: timeline },
                  ...(meta.layout.related.length > 0 ? [{ id: "related", label: t("record.related"), content: related }] : []),
                ]}
              />
            </div>
          )}
          <Suspense>
            {isEditing && <RecordDrawer meta={meta} record={record} onClose={() => setEditing(false)} />}
            <ConflictHost />
          </Suspense>
        </div>
      </LinkedCreator>
    </Suspense>
  );
}

function Waiting({ meta }: { meta: ObjectMeta }) {
  const label = useLabel();
  return (
    <div className="rec">
      <PageHead title={label(meta.label)} />
      <header className="rec-title">
        <Skeleton width={40} height={40} radius={9} />
        <Skeleton width={260} height={20} />
      </header>
      <div className="rec-columns">
        <div className="rec-main">
          <SkeletonLines lines={8} />
        </div>
        <aside className="rec-side">
          <SkeletonLines lines={5} />
        </aside>
      </div>
    </div>
  );
}
