/** Puts a refusal of the server into words. */
import { isApiError } from "../../lib/api/error";
import { errorWords } from "../../lib/api/words";

/** The words for a refusal: the field's own when one field is to blame. */
export function refusalWords(error: unknown, t: Parameters<typeof errorWords>[1], field?: string): string {
  if (isApiError(error)) {
    const words = field === undefined ? error.fields[0]?.message : error.field(field);
    if (words) return words;
  }
  return errorWords(error, t);
}
