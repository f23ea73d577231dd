/** Conflicts waiting for a person's decision. The writer asks; ConflictHost shows them one after the other. */
import type { KedunRecord, ObjectMeta, Ref } from "../../lib/api/types";

export type Decision = "mine" | "theirs";

export interface Conflict {
  id: number;
  meta: ObjectMeta;
  theirs: KedunRecord;
  mine: Record<string, unknown>;
  /** The fields both changed. */
  fields: string[];
  by: Ref | null;
  at: string | null;
  decide(decision: Decision): void;
}

let waiting: readonly Conflict[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
function set(next: readonly Conflict[]): void {
  waiting = next;
  for (const listener of listeners) listener();
}

export function askConflict(question: Omit<Conflict, "id" | "decide">): Promise<Decision> {
  return new Promise((resolve) => {
    const id = nextId++;
    const decide = (decision: Decision) => {
      set(waiting.filter((entry) => entry.id !== id));
      resolve(decision);
    };
    set([...waiting, { ...question, id, decide }]);
  });
}

export const conflictStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  list: () => waiting,
};
