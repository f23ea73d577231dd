/** Turns an error into one sentence for people. The server's own words come first: they are already in the reader's language. */
import type { T } from "../i18n";
import { ApiError } from "./error";

export function errorWords(error: unknown, t: T): string {
  if (!(error instanceof ApiError)) return t("error.unknown");
  if (error.code === "offline") return t("error.offline");
  if (error.status === 429) return t("error.tryLater", { secs: error.retryAfterSecs ?? 30 });
  if (error.code === "version_conflict") return t("error.conflict");
  if (error.status === 413) return t("error.tooLarge");
  // That a field needs attention says nothing where no field can show it.
  const [field] = error.code === "validation_failed" ? error.fields : [];
  if (field?.message) return field.message;
  const said = error.detail || (error.message === error.code ? "" : error.message);
  // A server that is only busy says so itself; of any other fault there are no words for people.
  if (error.status >= 500 && (error.status !== 503 || said === "")) return t("error.server");
  if (said) return said;
  if (error.status === 404) return t("error.notFound");
  if (error.status === 403) return t("error.forbidden");
  return t("error.unknown");
}
