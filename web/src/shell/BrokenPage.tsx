/** Shown instead of a page that threw. Loaded with the app itself, so that it is there when nothing else is: hence so plain. */
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { isApiError } from "../lib/api/error";
import { queryClient } from "../lib/api/queryClient";
import { errorWords } from "../lib/api/words";
import { useT } from "../lib/i18n";
import { Button } from "../ui/Button";
import "./BrokenPage.css";

export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const t = useT();
  const router = useRouter();
  const retry = () => {
    void queryClient.resetQueries();
    reset();
    void router.invalidate();
  };
  return (
    <main className="broken">
      <h1>{t("broken.title")}</h1>
      <p>{isApiError(error) ? errorWords(error, t) : t("broken.words")}</p>
      <Button variant="primary" onPress={retry}>
        {t("retry")}
      </Button>
    </main>
  );
}
