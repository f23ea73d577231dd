/** A list that could not be fetched: why, and the way out. A filter that names a field the reader may not use can be dropped here. */
import { isApiError } from "../../lib/api/error";
import { useT } from "../../lib/i18n";
import { listWords } from "../../lib/i18n/dict/lists";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { refusalWords } from "../data/refusal";
import type { ListState } from "./useListState";

export function ListProblem({ error, state, onRetry }: { error: unknown; state: ListState; onRetry(): void }) {
  const t = useT(listWords);
  const isRefused = isApiError(error) && error.status >= 400 && error.status < 500;
  return (
    <EmptyState
      figure={isRefused ? "lock" : "lost"}
      title={refusalWords(error, t)}
      actions={
        isRefused && (state.filter || state.q !== "" || state.sort.length > 0) ? (
          <Button variant="primary" onPress={() => state.go({ view: undefined, filter: null, q: undefined, sort: undefined }, true)}>
            {t("empty.clear")}
          </Button>
        ) : (
          <Button variant="primary" onPress={onRetry}>
            {t("retry")}
          </Button>
        )
      }
    />
  );
}
