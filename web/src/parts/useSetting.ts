/** A setting of the house while it is being changed: the draft, what it began from, and saving it. Not for what has a version of its own. */
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "../ui/Toast";

const sameJson = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The parts that somebody changed: only those are sent, so that what a colleague changed meanwhile stays. */
export function differing<A extends object>(before: A, after: A): Partial<A> {
  const changed = (Object.keys(after) as (keyof A)[]).filter((key) => !sameJson(before[key], after[key]));
  return Object.fromEntries(changed.map((key) => [key, after[key]])) as Partial<A>;
}

export interface SettingOptions<Saved, Draft, Kept> {
  /** Where what the server kept is put. */
  queryKey: QueryKey;
  saved: Saved;
  draftOf(saved: Saved): Draft;
  isSame?(one: Draft, other: Draft): boolean;
  /** `before` is what was there when the change began. */
  put(draft: Draft, before: Draft): Promise<Kept>;
  /** What is said when it is done. */
  said: string;
  onSaved?(kept: Kept): void;
  onSettled?(): void;
}

export function useSetting<Saved, Draft, Kept = Saved>({ queryKey, saved, draftOf, isSame = sameJson, put, said, onSaved, onSettled }: SettingOptions<Saved, Draft, Kept>) {
  const client = useQueryClient();
  /** Null while nothing differs: what comes newer from the server is shown then. */
  const [changed, setChanged] = useState<{ before: Draft; draft: Draft } | null>(null);
  const before = changed?.before ?? draftOf(saved);
  const draft = changed?.draft ?? before;
  const save = useMutation({
    mutationFn: () => put(draft, before),
    onSuccess: (kept) => {
      client.setQueryData(queryKey, kept);
      setChanged(null);
      onSaved?.(kept);
      toast({ message: said, tone: "success" });
    },
    onSettled,
  });
  const change = (next: Draft) => {
    save.reset();
    setChanged({ before, draft: next });
  };
  const discard = () => {
    save.reset();
    setChanged(null);
  };
  return { draft, before, isDirty: changed !== null && !isSame(draft, before), change, discard, save };
}
