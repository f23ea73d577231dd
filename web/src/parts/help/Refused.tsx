/** In a dialog about somebody's account: why it was refused. Where the help desk's code is asked for first, it is entered here. */
import { isApiError } from "../../lib/api/error";
import type { User } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { helpDeskWords } from "../../lib/i18n/dict/helpDesk";
import { FormError } from "../../ui/FormRow";
import { HelpCodeForm } from "./HelpCodeForm";
import { useVerifiedFor } from "./verified";

export interface RefusedProps {
  error: unknown;
  user: Pick<User, "id" | "name">;
}

export function Refused({ error, user }: RefusedProps) {
  const t = useT(helpDeskWords);
  const isVerified = useVerifiedFor(user.id) > 0;
  // What the company asks for is known once it is asked for.
  if (!isApiError(error, "help_code_required")) return <FormError>{error ? errorWords(error, t) : null}</FormError>;
  return (
    <>
      <p>{t(isVerified ? "need.now" : "need")}</p>
      <HelpCodeForm user={user} autoFocus />
    </>
  );
}
