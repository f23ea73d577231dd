/** A link out of a mail. It is used only when its button is pressed: programs that look into mail open links too. */
import * as flow from "../../lib/api/flow";
import { isApiError } from "../../lib/api/error";
import type { SignInAnswer } from "../../lib/api/types";
import { errorWords } from "../../lib/api/words";
import { useT } from "../../lib/i18n";
import { entryWords } from "../../lib/i18n/dict/entry";
import { useSubmit } from "../../lib/submit";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { FormError, FormStack } from "../../ui/FormRow";
import { Link } from "../../ui/Link";
import type { LinkPurpose } from "./machine";

export interface MailedLinkProps {
  purpose: LinkPurpose;
  token: string | null;
  onAnswer(answer: SignInAnswer): void;
}

export function MailedLink({ purpose, token, onAnswer }: MailedLinkProps) {
  const t = useT(entryWords);
  const open = useSubmit(
    () => flow.linkOpen(token ?? ""),
    (answer) => {
      // It is used up, and does not belong into the history.
      history.replaceState(null, "", "/sign-in");
      onAnswer(answer);
    },
  );
  if (token === null || isApiError(open.error, "link_invalid")) {
    return (
      <>
        <h1 className="sr-only">{t(`${purpose}.title`)}</h1>
        <EmptyState figure="lock" title={t("link.gone")} description={t(token === null ? "link.none" : "link.goneWords")} actions={<Link href="/sign-in">{t("toSignIn")}</Link>} />
      </>
    );
  }
  return (
    <>
      <div className="auth-head">
        <h1>{t(`${purpose}.title`)}</h1>
        <p>{t(`${purpose}.words`)}</p>
      </div>
      <FormStack>
        <FormError>{open.error ? errorWords(open.error, t) : null}</FormError>
        <Button variant="primary" size="large" isWide onPress={open.submit} isPending={open.isPending} autoFocus>
          {t(`${purpose}.go`)}
        </Button>
      </FormStack>
    </>
  );
}
