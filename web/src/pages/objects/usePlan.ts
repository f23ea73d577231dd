/** A change of the schema in two steps: what it would do, then doing it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isApiError } from "../../lib/api/error";
import { keys } from "../../lib/api/keys";
import type { ObjectMeta, Plan } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { toast } from "../../ui/Toast";

export interface Change {
  plan(): Promise<Plan>;
  apply(): Promise<ObjectMeta>;
  onDone(object: ObjectMeta): void;
  /** Applied at once when nothing stored changes. */
  isQuiet?: boolean;
}

export function usePlan() {
  const t = useT(schemaWords);
  const client = useQueryClient();
  const [change, setChange] = useState<Change | null>(null);
  const fail = (error: Error) => {
    if (!isApiError(error, "version_conflict")) return;
    toast({ message: t("conflict"), tone: "danger" });
    void client.invalidateQueries({ queryKey: keys.objects() });
  };
  const apply = useMutation({
    mutationFn: (wanted: Change) => wanted.apply(),
    onSuccess: (object, wanted) => {
      setChange(null);
      client.setQueryData(keys.object(object.name), object);
      void client.invalidateQueries({ queryKey: keys.objects(), exact: true });
      void client.invalidateQueries({ queryKey: ["records", object.name] });
      wanted.onDone(object);
    },
    onError: fail,
  });
  const plan = useMutation({
    mutationFn: (wanted: Change) => wanted.plan(),
    onSuccess: ({ steps, problems }, wanted) => {
      if (wanted.isQuiet && steps.length === 0 && problems.length === 0) apply.mutate(wanted);
      else setChange(wanted);
    },
    onError: fail,
  });
  const error = plan.error ?? apply.error;
  const reset = () => {
    plan.reset();
    apply.reset();
  };
  return {
    ask: (wanted: Change) => {
      reset();
      plan.mutate(wanted);
    },
    reset,
    /** The plan to be shown; null while there is none. */
    shown: change && plan.data ? plan.data : null,
    apply: () => change && apply.mutate(change),
    close: () => {
      setChange(null);
      apply.reset();
    },
    isPending: plan.isPending || apply.isPending,
    error,
    /** The words for a setting, such as "name"; null when it is not at fault. */
    at: (setting: string): string | null => (isApiError(error) ? (error.fields.find(({ field }) => field === setting || field.startsWith(`${setting}[`) || field.startsWith(`${setting}.`))?.message ?? null) : null),
    /** The words for the whole form. */
    problem: error && !(isApiError(error, "version_conflict")) ? (isApiError(error) && error.fields.length > 0 ? error.fields.map(({ message }) => message).join(" ") : errorWords(error, t)) : null,
  };
}

export type PlanState = ReturnType<typeof usePlan>;
