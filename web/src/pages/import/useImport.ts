/** One import, followed while the server works on it, and what may be done with it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as transfer from "../../lib/api/transfer";
import { keys } from "../../lib/api/keys";
import { saveDownload } from "../../lib/api/client";
import type { Import, ImportMapping, MatchChoice } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { toast } from "../../ui/Toast";

const FOLLOW_MS = 800;
export const isWorking = (state: Import["state"]): boolean => state === "checking" || state === "running";

export function useImport(id: string) {
  return useQuery({
    queryKey: keys.import(id),
    queryFn: ({ signal }) => transfer.importGet(id, signal),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data.state) ? FOLLOW_MS : false),
    staleTime: 0,
  });
}

export interface Decision {
  field: string;
  text: string;
  choice: MatchChoice | null;
}

export function useImportActions(file: Import) {
  const t = useT();
  const client = useQueryClient();
  const keep = (next: Import) => {
    client.setQueryData(keys.import(file.id), next);
    void client.invalidateQueries({ queryKey: keys.imports(), exact: true });
  };
  const fail = (error: Error) => void toast({ message: errorWords(error, t), tone: "danger" });
  const map = useMutation({ mutationFn: (mapping: ImportMapping) => transfer.importMapping(file.id, mapping), onSuccess: keep });
  const decide = useMutation({ mutationFn: (decisions: Decision[]) => transfer.importMatches(file.id, decisions), onSuccess: keep, onError: fail });
  const check = useMutation({ mutationFn: () => transfer.importCheck(file.id), onSuccess: keep, onError: fail });
  const start = useMutation({ mutationFn: () => transfer.importStart(file.id), onSuccess: keep, onError: fail });
  const remove = useMutation({
    mutationFn: () => transfer.importDelete(file.id),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.imports() }),
    onError: fail,
  });
  const rejected = useMutation({
    mutationFn: (format: "csv" | "xlsx") => transfer.importRejected(file.id, format),
    onSuccess: (download, format) => saveDownload(download, `rejected.${format}`),
    onError: fail,
  });
  return { map, decide, check, start, remove, rejected };
}

export type ImportActions = ReturnType<typeof useImportActions>;
