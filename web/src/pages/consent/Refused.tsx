/** Why an app can't be allowed. Nobody is sent anywhere from here. */
import { isApiError } from "../../lib/api/error";
import { useMe } from "../../lib/api/hooks";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { consentWords } from "../../lib/i18n/dict/consent";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Link } from "../../ui/Link";

type Why = "unknown" | "approved" | "address" | "request" | "rules";

function whyOf(error: unknown): Why | null {
  if (isApiError(error, "not_found")) return "unknown";
  if (isApiError(error, "app_not_approved")) return "approved";
  if (isApiError(error, "tokens_forbidden")) return "rules";
  // The parameter that is wrong stands in the server's sentence and nowhere else.
  if (isApiError(error, "app_request_invalid")) return /redirect_uri/.test(`${error.detail} ${error.message}`) ? "address" : "request";
  return isApiError(error, "bad_request") ? "request" : null;
}

export function Refused({ error, client, onRetry }: { error: unknown; client: string; onRetry(): void }) {
  const t = useT(consentWords);
  const me = useMe();
  const why = whyOf(error);
  const said = errorWords(error, t);
  const home = <Link href="/">{t("home")}</Link>;
  if (why === null) return <EmptyState figure="lost" title={said} actions={<><Button onPress={onRetry}>{t("retry")}</Button> {home}</>} />;
  return (
    <EmptyState
      figure="lock"
      title={t(`no.${why}`)}
      description={
        <>
          {t(`no.${why}.words`)}
          {why === "request" && <span className="consent-said mono">{said}</span>}
        </>
      }
      actions={
        <>
          {/* Only whoever decides about apps has a page of this one. */}
          {why === "approved" && me.can.security && <Link href={`/security/apps?app=${encodeURIComponent(client)}`}>{t("look")}</Link>} {home}
        </>
      }
    />
  );
}
