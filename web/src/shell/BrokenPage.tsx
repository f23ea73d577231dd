/** Shown instead of a page that threw. The words come from the error when it is the server's. */
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { errorWords } from "../lib/api/words";
import { isApiError } from "../lib/api/error";
import { queryClient } from "../lib/api/queryClient";
import { useT } from "../lib/i18n";
import { shell } from "../lib/i18n/dict/shell";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";

export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const t = useT(shell);
  const router = useRouter();
  const retry = () => {
    void queryClient.resetQueries();
    reset();
    void router.invalidate();
  };
  return (
    <main className="broken">
      <EmptyState
        figure="lost"
        title={t("broken.title")}
        description={isApiError(error) ? errorWords(error, t) : t("broken.words")}
        actions={
          <Button variant="primary" onPress={retry}>
            {t("retry")}
          </Button>
        }
      />
    </main>
  );
}
