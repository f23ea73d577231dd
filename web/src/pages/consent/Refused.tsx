/** Why an app can't be allowed. Nobody is sent anywhere from here; where the app may hear of it, the reader can go back to it. */
import { isApiError } from "../../lib/api/error";
import { useMe } from "../../lib/api/hooks";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { consentWords } from "../../lib/i18n/dict/consent";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Link } from "../../ui/Link";
import { hostOf, wayBack } from "./request";

type Why = "unknown" | "approved" | "address" | "request" | "rules";

function whyOf(error: unknown): Why | null {
  if (isApiError(error, "not_found")) return "unknown";
  if (isApiError(error, "app_not_approved")) return "approved";
  if (isApiError(error, "tokens_forbidden")) return "rules";
  // The parameter that is wrong stands in the server's sentence and nowhere else.
  if (isApiError(error, "app_request_invalid")) return /redirect_uri/.test(`${error.detail} ${error.message}`) ? "address" : "request";
  return isApiError(error, "bad_request") ? "request" : null;
}

export function Refused({ error, request, onRetry }: { error: unknown; request: Record<string, string>; onRetry(): void }) {
  const t = useT(consentWords);
  const me = useMe();
  const why = whyOf(error);
  const said = errorWords(error, t);
  const back = isApiError(error) ? wayBack(error.redirectTo, request["redirect_uri"]) : null;
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
        <span className="row-of">
          {back && <Button onPress={() => location.assign(back)}>{t("backTo", { host: hostOf(back) })}</Button>}
          {/* Only whoever decides about apps has a page of this one. */}
          {why === "approved" && me.can.security && <Link href={`/security/apps?app=${encodeURIComponent(request["client_id"] ?? "")}`}>{t("look")}</Link>} {home}
        </span>
      }
    />
  );
}
