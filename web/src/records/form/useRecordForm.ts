/** One form's state: values, messages per field, whether anything changed, saving. The draft is kept while typing. */
import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useFaults } from "../../fields/fault";
import { isApiError } from "../../lib/api/error";
import { newIdempotencyKey } from "../../lib/api/client";
import { useMe } from "../../lib/api/hooks";
import type { KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { useWriter } from "../data/useWriter";
import { errorWords } from "../../lib/api/words";
import { draftKey, readDraft, writeDraft } from "./draft";
import { changedValues, missingFields, planSections, recordValues, startValues } from "./model";

export interface RecordFormOptions {
  meta: ObjectMeta;
  /** The record to change; a new one without. */
  record?: KedunRecord;
  initial?: Record<string, unknown>;
  /** Only these fields, for short forms. */
  only?: readonly string[];
  /** Tells drafts of the same object apart, such as one per related list. */
  context?: string;
  /** Short forms that vanish keep no draft. */
  keepsDraft?: boolean;
}

export function useRecordForm({ meta, record, initial, only, context, keepsDraft = true }: RecordFormOptions) {
  const t = useT(recordWords);
  const me = useMe();
  const writer = useWriter(meta);
  const faultsOf = useFaults();
  const key = draftKey(me.user.id, meta.name, record?.id ?? null, context);
  const [start] = useState(() => (record ? recordValues(meta, record) : startValues(meta, me, initial)));
  const [draft] = useState(() => (keepsDraft ? readDraft(key) : null));
  const [values, setValues] = useState<Record<string, unknown>>(() => ({ ...start, ...draft }));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  const [isRestored, setRestored] = useState(draft !== null);
  const sections = useMemo(() => planSections(meta, only), [meta, only]);
  const sent = useRef({ body: "", key: "" });
  const changes = useMemo(() => changedValues(start, values), [start, values]);
  const isDirty = Object.keys(changes).length > 0;
  /** Saved or closed: a late timer must not bring the draft back. */
  const isOver = useRef(false);

  useEffect(() => {
    if (!keepsDraft) return;
    const timer = setTimeout(() => !isOver.current && writeDraft(key, changes), 300);
    return () => clearTimeout(timer);
  }, [key, changes, keepsDraft]);
  // What was typed in the last moment before the form goes with its page is kept too.
  const keepNow = useEffectEvent(() => keepsDraft && !isOver.current && writeDraft(key, changes));
  useEffect(() => () => void keepNow(), []);
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isDirty]);

  const set = (name: string, value: unknown) => {
    setValues((old) => ({ ...old, [name]: value }));
    setErrors((old) => {
      const { [name]: gone, ...rest } = old;
      return gone === undefined ? old : rest;
    });
  };
  const drop = () => {
    writeDraft(key, null);
    setValues(start);
    setErrors({});
    setProblem(null);
    setRestored(false);
  };
  /** The form goes away: what was typed is kept as a draft, or forgotten. */
  const leave = (keeps: boolean) => {
    isOver.current = true;
    if (keepsDraft) writeDraft(key, keeps ? changes : null);
  };
  const refused = (error: unknown) => {
    const known = new Set(sections.flatMap((section) => section.fields.map((field) => field.name)));
    const byField = isApiError(error) ? error.byField() : {};
    setErrors(Object.fromEntries(Object.entries(byField).filter(([name]) => known.has(name.split(".")[0] ?? name)).map(([name, words]) => [name.split(".")[0] ?? name, words])));
    const elsewhere = Object.entries(byField).filter(([name]) => !known.has(name.split(".")[0] ?? name));
    if (elsewhere.length > 0) setProblem(elsewhere.map(([name, words]) => `${name}: ${words}`).join("; "));
    else if (Object.keys(byField).length === 0) setProblem(errorWords(error, t));
  };
  /** The saved record, or null when something must be put right first. */
  const save = async (): Promise<KedunRecord | null> => {
    if (isSaving) return null;
    const missing = missingFields(sections, values);
    setProblem(null);
    const fields = sections.flatMap((section) => section.fields).filter((field) => !record || field.name in changes);
    setSaving(true);
    try {
      const wrong = { ...(await faultsOf(fields.map((field) => [field, values[field.name]]))), ...Object.fromEntries(missing.map((field) => [field.name, t("form.required")])) };
      if (Object.keys(wrong).length > 0) {
        setErrors(wrong);
        return null;
      }
      const saved = record ? await change(record) : await create();
      if (saved) leave(false);
      return saved;
    } finally {
      setSaving(false);
    }
  };
  const change = async (held: KedunRecord): Promise<KedunRecord | null> => {
    if (!isDirty) return held;
    const result = await writer.patch(held, changes);
    if (result.ok) return result.record;
    refused(result.error);
    return null;
  };
  const create = async (): Promise<KedunRecord | null> => {
    const body = JSON.stringify(values);
    // A repeated press sends the same key; a changed form is another request.
    if (sent.current.body !== body) sent.current = { body, key: newIdempotencyKey() };
    try {
      return await writer.create(withoutEmpty(values), sent.current.key);
    } catch (error) {
      refused(error);
      return null;
    }
  };
  return { meta, sections, values, errors, problem, isDirty, isSaving, isRestored, set, drop, leave, save };
}

export type RecordForm = ReturnType<typeof useRecordForm>;

function withoutEmpty(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
}
