/** The writer of one object's records, and the words that go with its answers. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { errorWords } from "../../lib/api/words";
import type { KedunRecord, ObjectMeta } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { recordWords } from "../../lib/i18n/dict/records";
import { toast } from "../../ui/Toast";
import { type BulkFollowing, RecordWriter } from "./writer";

export function useWriter(meta: ObjectMeta): RecordWriter {
  const client = useQueryClient();
  return useMemo(() => new RecordWriter(client, meta), [client, meta]);
}

/** Deletes, with undo in the notice. Whether many shall go is asked before, by whoever calls this. */
export function useRemove(meta: ObjectMeta): (records: readonly KedunRecord[], following?: BulkFollowing) => Promise<boolean> {
  const t = useT(recordWords);
  const writer = useWriter(meta);
  return useCallback(
    async (records, following) => {
      const ids = records.map((record) => record.id);
      const undo = async (gone: readonly string[]) => {
        try {
          const result = await writer.restore(gone);
          if (result.failed[0]) toast({ message: t("bulk.failed", { n: result.failed.length, why: result.failed[0].message }), tone: "danger" });
          if (result.why !== undefined) toast({ message: errorWords(result.why, t), tone: "danger" });
          if (gone.length > 1 && result.done > 0) toast({ message: t("restored.many", { n: result.done }), tone: "success" });
        } catch (error) {
          toast({ message: errorWords(error, t), tone: "danger" });
        }
      };
      try {
        const result = await writer.remove(ids, following);
        const stayed = new Set([...(result.left ?? []), ...result.failed.map((entry) => entry.id)]);
        const gone = ids.filter((id) => !stayed.has(id));
        if (result.failed[0]) toast({ message: t("bulk.failed", { n: result.failed.length, why: result.failed[0].message }), tone: "danger" });
        if (result.why !== undefined) toast({ message: errorWords(result.why, t), tone: "danger" });
        if (gone.length === 0) return false;
        const only = records.length === 1 ? records[0] : undefined;
        toast({ message: only ? t("deleted.one", { name: only.label }) : t("deleted.many", { n: gone.length }), action: { label: t("undo"), run: () => void undo(gone) } });
        return true;
      } catch (error) {
        toast({ message: errorWords(error, t), tone: "danger" });
        return false;
      }
    },
    [t, writer],
  );
}
