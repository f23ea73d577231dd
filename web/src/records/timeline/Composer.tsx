/** Adds a task, call, meeting, note or visit to the record one is looking at, without leaving it. */
import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, Suspense, useEffect, useRef, useState } from "react";
import { isEmpty } from "../../fields/values";
import { useMe } from "../../lib/api/hooks";
import { keys } from "../../lib/api/keys";
import type { KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { Button } from "../../ui/Button";
import { namedIcon } from "../../ui/Icon/named";
import { toast } from "../../ui/Toast";
import { FormFields } from "../form/FormFields";
import { draftKey, readDraft, writeDraft } from "../form/draft";
import { isWritable } from "../form/model";
import { useRecordForm } from "../form/useRecordForm";
import { carryOver, hasWords, wordsField } from "./carry";
import { ABOUT, useActivityObjects } from "./useTimeline";
import { lately } from "../../ui/lately";

const LinkedCreator = lately(() => import("../form/LinkedCreator"), (module) => module.LinkedCreator);

export function Composer({ meta, record }: { meta: ObjectMeta; record: KedunRecord }) {
  const label = useLabel();
  const me = useMe();
  const objects = useActivityObjects(meta.name);
  const [open, setOpen] = useState<string | null>(null);
  const [isTouched, setTouched] = useState(false);
  const keep = useRef<(() => void) | null>(null);
  const keyOf = (activity: ObjectMeta) => draftKey(me.user.id, activity.name, null, `about.${record.id}`);
  // What was left half-written here opens by itself, once.
  const found = open === null && !isTouched ? objects.find((activity) => hasWords(activity, readDraft(keyOf(activity)))) : undefined;
  if (found) setOpen(found.name);
  const chosen = objects.find((object) => object.name === open);
  if (objects.length === 0) return null;
  const go = (next: string | null) => {
    setTouched(true);
    setOpen(next);
  };
  const choose = (next: ObjectMeta) => {
    keep.current?.();
    if (chosen && chosen !== next) {
      const carried = carryOver(chosen, readDraft(keyOf(chosen)) ?? {}, next, readDraft(keyOf(next)) ?? {});
      writeDraft(keyOf(chosen), carried.left);
      writeDraft(keyOf(next), carried.taken);
    }
    go(next === chosen ? null : next.name);
  };
  return (
    <div className="composer">
      <div className="composer-kinds">
        {objects.map((object) => (
          <Button key={object.name} variant="quiet" size="small" icon={namedIcon(object.icon)} isActive={object === chosen} onPress={() => choose(object)}>
            {label(object.label)}
          </Button>
        ))}
      </div>
      {chosen && <ComposerForm key={chosen.name} activity={chosen} meta={meta} record={record} isFound={!isTouched} keep={keep} onDone={() => go(null)} />}
    </div>
  );
}

/** The few fields that make an activity: its subject, what is required, its words and its time. */
export function shortFields(activity: ObjectMeta): string[] {
  const fields = activity.fields.filter((field) => isWritable(field) && field.name !== ABOUT && !field.system);
  const first = (types: readonly string[]) => fields.find((field) => types.includes(field.type))?.name;
  const wanted = [
    activity.title_field,
    ...fields.filter((field) => field.required && isEmpty(field.default)).map((field) => field.name),
    first(["datetime", "date"]),
    fields.find((field) => field.name === "direction" || field.name === "priority" || field.name === "result")?.name,
    wordsField(activity)?.name,
  ];
  return [...new Set(wanted.filter((name): name is string => name !== undefined && fields.some((field) => field.name === name)))];
}

interface ComposerFormProps {
  activity: ObjectMeta;
  meta: ObjectMeta;
  record: KedunRecord;
  /** Left here half-written, and not opened by a press: it says so and leaves the focus where it is. */
  isFound: boolean;
  /** Writes down what is typed, before another kind takes its place. */
  keep: RefObject<(() => void) | null>;
  onDone(): void;
}

function ComposerForm({ activity, meta, record, isFound, keep, onDone }: ComposerFormProps) {
  const t = useT(recordWords);
  const client = useQueryClient();
  const [only] = useState(() => shortFields(activity));
  const [initial] = useState(() => startOf(activity, record));
  const form = useRecordForm({ meta: activity, only, initial, context: `about.${record.id}` });
  useEffect(() => {
    keep.current = () => form.leave(true);
    return () => {
      keep.current = null;
    };
  });
  const save = async () => {
    const saved = await form.save();
    if (!saved) return;
    toast({ message: t("created", { name: saved.label }), tone: "success" });
    void client.invalidateQueries({ queryKey: keys.record(meta.name, record.id) });
    void client.invalidateQueries({ queryKey: keys.lists(meta.name), refetchType: "none" });
    onDone();
  };
  return (
    <form
      className="composer-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        event.stopPropagation();
        void save();
      }}
    >
      {isFound && form.isRestored && <p className="meta">{t("draft.restored")}</p>}
      <Suspense>
        <LinkedCreator>
          <FormFields form={form} autoFocus={!isFound} />
        </LinkedCreator>
      </Suspense>
      <div className="composer-foot">
        <Button
          onPress={() => {
            form.leave(false);
            onDone();
          }}
        >
          {t("cancel")}
        </Button>
        <Button type="submit" variant="primary" isPending={form.isSaving}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

/** An activity is about this record, and about its account where it has a place for one. */
function startOf(activity: ObjectMeta, record: KedunRecord): Record<string, unknown> {
  const self = { id: record.id, object: record.object, label: record.label };
  const initial: Record<string, unknown> = { [ABOUT]: self };
  const account = activity.fields.find((field) => field.name === "account" && field.type === "link");
  if (account?.objects?.includes(record.object)) initial["account"] = self;
  else if (account && !isEmpty(record.values["account"])) initial["account"] = record.values["account"];
  return initial;
}
